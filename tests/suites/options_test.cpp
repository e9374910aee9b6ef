#include "suites/options.h"

#include "harness/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace warpmark {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Options parse(std::vector<const char*> words) {
  words.insert(words.begin(), "warpmark");
  return parse_options(static_cast<int>(words.size()), words.data());
}

std::string complaint(const std::vector<const char*>& words) {
  try {
    parse(words);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(Options, Defaults) {
  const Options options = parse({"run"});
  EXPECT_EQ(options.command, Command::run);
  EXPECT_EQ(options.runs, 1);
  EXPECT_DOUBLE_EQ(options.sampling.max_noise, SamplingPolicy().max_noise);
  EXPECT_EQ(options.sampling.min_samples, SamplingPolicy().min_samples);
  EXPECT_FALSE(options.max_time_s || options.threads || options.dry_run || options.require_gpu);
  EXPECT_TRUE(options.suites.empty() && options.out.empty() && options.help.empty());
}

TEST(Options, EveryOneOfRun) {
  const Options options = parse({"run",
                                 "kernels",
                                 "--filter",
                                 "gemm",
                                 "--axis",
                                 "n=1K",
                                 "quick",
                                 "--axis",
                                 "m=2",
                                 "--timing",
                                 "cold,hot",
                                 "--device",
                                 "1",
                                 "--runs",
                                 "3",
                                 "--min-samples",
                                 "9000",
                                 "--max-noise",
                                 "2.5",
                                 "--max-time",
                                 "0.5",
                                 "--threads",
                                 "2",
                                 "--seed",
                                 "9",
                                 "--out",
                                 "o",
                                 "--data",
                                 "/",
                                 "--module",
                                 "a.so",
                                 "--module",
                                 "b.so",
                                 "--dry-run",
                                 "--require-gpu",
                                 "--benchmark_filter=x"});
  EXPECT_THAT(options.suites, ElementsAre("kernels", "quick"));
  EXPECT_EQ(options.filter, "gemm");
  EXPECT_THAT(options.axes, ElementsAre("n=1K", "m=2"));
  EXPECT_THAT(options.timings, ElementsAre(Timing::cold, Timing::hot));
  EXPECT_THAT(options.devices.gpus, ElementsAre(1));
  EXPECT_EQ(options.runs, 3);
  EXPECT_EQ(options.sampling.min_samples, 9000);
  EXPECT_EQ(options.sampling.max_samples, 9000);
  EXPECT_DOUBLE_EQ(options.sampling.max_noise, 0.025);
  EXPECT_EQ(options.max_time_s, 0.5);
  EXPECT_EQ(options.threads, 2);
  EXPECT_EQ(options.seed, 9);
  EXPECT_EQ(options.out, "o");
  EXPECT_EQ(options.data, "/");
  EXPECT_THAT(options.modules, ElementsAre("a.so", "b.so"));
  EXPECT_TRUE(options.dry_run && options.require_gpu);
  EXPECT_THAT(options.engine_flags, ElementsAre("--benchmark_filter=x"));
  EXPECT_THAT(options.command_line, testing::Contains("--module"));
}

TEST(Options, ThoseOfTheMachine) {
  const Options selftest =
      parse({"selftest", "--json", "--device", "cpu", "--threads", "3", "--require-gpu"});
  EXPECT_EQ(selftest.command, Command::selftest);
  EXPECT_TRUE(selftest.json && selftest.require_gpu && selftest.devices.gpus.empty());
  EXPECT_EQ(selftest.threads, 3);
  EXPECT_TRUE(parse({"run", "--strict"}).strict);
  EXPECT_THAT(complaint({"selftest", "--strict"}), HasSubstr("unknown flag --strict"));
  EXPECT_THAT(complaint({"run", "--json"}), HasSubstr("unknown flag --json"));
}

TEST(Options, ThoseOfDataSets) {
  const Options data = parse({"data", "--data", "/none", "--verify", "--download", "mnist"});
  EXPECT_EQ(data.command, Command::data);
  EXPECT_EQ(data.data, "/none");  // held against the file system by the command
  EXPECT_EQ(data.download, "mnist");
  EXPECT_TRUE(data.verify);
  EXPECT_THAT(complaint({"data", "--download", "imagenet"}), HasSubstr("imagenet not in"));
  EXPECT_THAT(complaint({"run", "--verify"}), HasSubstr("unknown flag --verify"));
}

TEST(Options, AProfilerSeesTheProcessThatMeasures) {
  EXPECT_FALSE(parse({"run"}).profile || parse({"run"}).in_process);
  for (const auto& words : {std::vector{"run", "--profile"}, {"run", "--trace", "t.json"}}) {
    const Options options = parse(words);
    EXPECT_TRUE(options.profile && options.in_process);
  }
  EXPECT_EQ(parse({"run", "--trace", "t.json"}).trace, "t.json");
  EXPECT_TRUE(parse({"list", "--nsight"}).nsight);
}

TEST(Options, HowARunGoesOn) {
  const Options options = parse({"run", "--timeout", "7", "--budget", "1h30m", "--resume", "/",
                                 "--in-process", "--inject", "crash=a=b", "--inject", "slow:2=c"});
  EXPECT_EQ(options.timeout_s, 7);
  EXPECT_EQ(options.budget, "1h30m");
  EXPECT_EQ(options.budget_s, 5400);
  EXPECT_EQ(options.resume, "/");
  EXPECT_TRUE(options.in_process);
  ASSERT_EQ(options.injections.size(), 2u);
  EXPECT_TRUE(options.injections[0].cases.found_in("a=b"));
  EXPECT_EQ(options.injections[1].factor, 2);
  EXPECT_THAT(complaint({"run", "--budget", "soon"}), HasSubstr("--budget 'soon' is no duration"));
  EXPECT_THAT(complaint({"run", "--resume", "/none"}), HasSubstr("--resume: "));
}

TEST(Options, ComeBackFromTheirWords) {
  const Options options = parse({"run", "kernels", "quick", "--axis", "n=1K,2", "--axis", "m=3",
                                 "--dry-run", "--filter", "a b=c", "--max-time", "0.5", "--inject",
                                 "crash=x", "--benchmark_filter=a=b", "--benchmark_list_tests"});
  const std::vector<std::string> line = command_line("worker", options.words);
  std::vector<const char*> words;
  for (const std::string& word : line) words.push_back(word.c_str());
  const Options back = parse_options(static_cast<int>(words.size()), words.data());
  EXPECT_EQ(back.command, Command::worker);
  EXPECT_EQ(back.words, options.words);
  EXPECT_EQ(back.suites, options.suites);
  EXPECT_EQ(back.axes, options.axes);
  EXPECT_EQ(back.filter, "a b=c");
  EXPECT_EQ(back.max_time_s, 0.5);
  EXPECT_TRUE(back.dry_run);
  EXPECT_THAT(back.engine_flags,
              testing::UnorderedElementsAre("--benchmark_filter=a=b", "--benchmark_list_tests"));
}

TEST(Options, HelpNamesOptionsAndSuites) {
  EXPECT_THAT(parse({"run", "--help"}).help, HasSubstr("warpmark run"));
  EXPECT_THAT(parse({"run", "--help"}).help, HasSubstr("cpu_baselines"));
  EXPECT_THAT(parse({"--help"}).help, HasSubstr("Subcommands"));
  EXPECT_THAT(parse({"--help"}).help, testing::Not(HasSubstr("worker")));
  EXPECT_THAT(parse({"--version"}).help, testing::MatchesRegex("warpmark [0-9.]+\n"));
}

TEST(Options, MistakesNameFlagAndValue) {
  EXPECT_EQ(complaint({"run", "--runs", "0"}), "--runs: '0' is no whole number from 1 to 1000");
  EXPECT_EQ(complaint({"run", "--max-noise", "nan"}),
            "--max-noise: 'nan' is no number from 0.001 to 100");
  EXPECT_THAT(complaint({"run", "--seed", "99999999999999999999"}),
              HasSubstr("--seed: '99999999999999999999'"));
  EXPECT_THAT(complaint({"run", "--timing", "cold,"}), HasSubstr("--timing: unknown timing ''"));
  EXPECT_THAT(complaint({"run", "--ruins", "2"}),
              HasSubstr("unknown flag --ruins: did you mean '--runs'?"));
  EXPECT_THAT(complaint({"run", "--axis"}), HasSubstr("--axis"));
  EXPECT_THAT(complaint({"env", "quick"}), HasSubstr("unexpected argument 'quick'"));
  EXPECT_THAT(complaint({"runn"}), HasSubstr("unknown command 'runn': did you mean 'run'?"));
  EXPECT_THAT(complaint({}), HasSubstr("a command is missing"));
  for (const char* command : {"list", "env", "selftest"}) {
    EXPECT_THAT(complaint({command, "--benchmark_filter=x"}), HasSubstr("--benchmark_filter"));
  }
  for (const char* flag : {"--filter", "--axis", "--timing", "--device", "--budget", "--out"}) {
    EXPECT_EQ(complaint({"run", flag, ""}), std::string(flag) + ": the value is empty");
  }
}

}  // namespace
}  // namespace warpmark
