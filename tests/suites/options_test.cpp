#include "suites/options.h"

#include "harness/error.h"
#include "suites/command_line.h"
#include "suites/commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace warpmark {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Parsed parse(std::vector<const char*> words, Commands& commands) {
  words.insert(words.begin(), "warpmark");
  return parse_command_line(static_cast<int>(words.size()), words.data(), commands.all());
}

/// What `run` is told.
Options parse(const std::vector<const char*>& words) {
  Commands commands;
  const Parsed parsed = parse(words, commands);
  EXPECT_EQ(parsed.command, &commands.run);
  return settled(commands.run.options(), parsed.line);
}

std::string help(const std::vector<const char*>& words) {
  Commands commands;
  const Parsed parsed = parse(words, commands);
  EXPECT_EQ(parsed.command, nullptr);
  return parsed.help;
}

std::string complaint(const std::vector<const char*>& words) {
  try {
    Commands commands;
    settled({}, parse(words, commands).line);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(Options, Defaults) {
  const Options options = parse({"run"});
  EXPECT_EQ(options.runs, 1);
  EXPECT_DOUBLE_EQ(options.sampling.max_noise, SamplingPolicy().max_noise);
  EXPECT_EQ(options.sampling.min_samples, SamplingPolicy().min_samples);
  EXPECT_FALSE(options.max_time_s || options.threads || options.dry_run || options.require_gpu);
  EXPECT_TRUE(options.suites.empty() && options.out.empty());
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
                                 "--benchmark_context=x=y"});
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
  EXPECT_THAT(options.line.engine_flags, ElementsAre("--benchmark_context=x=y"));
  EXPECT_THAT(options.line.argv, testing::Contains("--module"));
}

TEST(Options, ThoseOfTheMachine) {
  Commands commands;
  const Parsed parsed =
      parse({"selftest", "--json", "--device", "cpu", "--threads", "3", "--require-gpu"}, commands);
  EXPECT_EQ(parsed.command, &commands.selftest);
  const SelfTestOptions& selftest = commands.selftest.options();
  EXPECT_TRUE(selftest.json && selftest.require_gpu && selftest.devices.gpus.empty());
  EXPECT_EQ(selftest.threads, 3);
  EXPECT_TRUE(parse({"run", "--strict"}).strict);
  EXPECT_THAT(complaint({"selftest", "--strict"}), HasSubstr("unknown flag --strict"));
  EXPECT_THAT(complaint({"run", "--json"}), HasSubstr("unknown flag --json"));
}

TEST(Options, ThoseOfChosenEngines) {
  EXPECT_EQ(parse({"run", "--plans", "p.json"}).plans, "p.json");
  EXPECT_TRUE(parse({"run", "--heuristics-only"}).heuristics);
  EXPECT_FALSE(parse({"run"}).heuristics);
  EXPECT_THROW(parse({"run", "--heuristics-only", "--plans", "p.json"}), UsageError);
}

TEST(Options, ThoseOfDataSets) {
  Commands commands;
  const Parsed parsed =
      parse({"data", "--data", "/none", "--quick", "--download", "mnist"}, commands);
  EXPECT_EQ(parsed.command, &commands.data);
  const DataOptions& data = commands.data.options();
  EXPECT_EQ(data.folder, "/none");  // held against the file system by the command
  EXPECT_EQ(data.download, "mnist");
  EXPECT_TRUE(data.quick);
  EXPECT_THAT(complaint({"data", "--download", "imagenet"}), HasSubstr("imagenet not in"));
  Commands others;
  parse({"data"}, others);
  EXPECT_FALSE(others.data.options().quick);
  EXPECT_THAT(complaint({"run", "--quick"}), HasSubstr("unknown flag --quick"));
}

TEST(Options, AProfilerSeesTheProcessThatMeasures) {
  EXPECT_FALSE(parse({"run"}).profile || parse({"run"}).in_process);
  for (const auto& words : {std::vector{"run", "--profile"}, {"run", "--trace", "t.json"}}) {
    const Options options = parse(words);
    EXPECT_TRUE(options.profile && options.in_process);
  }
  EXPECT_EQ(parse({"run", "--trace", "t.json"}).trace, "t.json");
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
                                 "--strict", "--filter", "a b=c", "--max-time", "0.5", "--inject",
                                 "crash=x", "--benchmark_filter=a=b", "--benchmark_list_tests"});
  const std::vector<std::string> line = command_line("worker", options.line.words);
  std::vector<const char*> words;
  for (const std::string& word : line) words.push_back(word.c_str());
  Commands commands;
  const Parsed parsed =
      parse_command_line(static_cast<int>(words.size()), words.data(), commands.all());
  EXPECT_EQ(parsed.command, &commands.worker);
  const Options back = settled(commands.worker.options(), parsed.line);
  EXPECT_EQ(back.line.words, options.line.words);
  EXPECT_EQ(back.suites, options.suites);
  EXPECT_EQ(back.axes, options.axes);
  EXPECT_EQ(back.filter, "a b=c");
  EXPECT_EQ(back.max_time_s, 0.5);
  EXPECT_TRUE(back.strict);
  EXPECT_THAT(back.line.engine_flags,
              testing::UnorderedElementsAre("--benchmark_filter=a=b", "--benchmark_list_tests"));
}

TEST(Options, HelpNamesOptionsAndSuites) {
  EXPECT_THAT(help({"run", "--help"}), HasSubstr("warpmark run"));
  EXPECT_THAT(help({"run", "--help"}), HasSubstr("cpu_baselines"));
  EXPECT_THAT(help({"--help"}), HasSubstr("Subcommands"));
  EXPECT_THAT(help({"--help"}), testing::Not(HasSubstr("worker")));
  EXPECT_THAT(help({"--version"}), testing::MatchesRegex("warpmark [0-9.]+\n"));
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
