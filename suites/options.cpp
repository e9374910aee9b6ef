#include "suites/options.h"

#include "harness/error.h"
#include "kernels/catalog.h"
#include "suites/axis_option.h"
#include "suites/duration_option.h"
#include "suites/extra_words.h"
#include "suites/nearest.h"
#include "suites/number_check.h"
#include "suites/shared_options.h"
#include "suites/suites.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace warpmark {
namespace {

std::string suites_help() {
  std::string text = "Suites:\n";
  for (const Suite& suite : all_suites(catalog())) {
    text += fmt::format("  {:<14} {}\n", suite.name, suite.summary);
  }
  return text;
}

/// The options as CLI11 collects them, and the commands that take them.
class Parser {
 public:
  Parser() {
    app_.set_version_flag("--version", build_info().version);
    app_.require_subcommand(0, 1)->allow_extras();
    add_selection(list_);
    list_->add_flag("--nsight", options_.nsight,
                    "Print the command lines that profile each case with Nsight Systems and Nsight "
                    "Compute");
    // A worker is told all that its supervisor was.
    for (CLI::App* command : {run_, worker_}) {
      add_selection(command);
      add_measuring(command);
      add_files(command);
      add_machine(command);
      command->add_flag("--strict", options_.strict,
                        "Refuse to measure on a machine with a warning");
    }
    worker_->group("");  // not in --help
    add_device(selftest_);
    add_machine(selftest_);
    selftest_->add_flag("--json", options_.json, "Print JSON instead of a table");
    add_data(data_);
    for (CLI::App* command : {list_, run_, env_, data_, selftest_, worker_}) {
      command->allow_extras();
    }
  }

  Options parse(int argc, const char* const* argv) {
    options_.command_line.assign(argv, argv + argc);
    try {
      app_.parse(argc, argv);
    } catch (const CLI::Success& request) {  // --help, --version
      options_.help = help_text(request);
      return options_;
    } catch (const CLI::ParseError& error) {
      throw UsageError(error.what());
    }
    options_.command = chosen();
    options_.profile = options_.profile || !options_.trace.empty();
    options_.in_process = options_.in_process || options_.profile;
    for (const std::string& word : split_list(timings_)) options_.timings.push_back(timing(word));
    if (!options_.budget.empty()) options_.budget_s = parse_duration("--budget", options_.budget);
    for (const std::string& text : injections_) {
      options_.injections.push_back(parse_injection(text));
    }
    if (!devices_.empty()) options_.devices = parse_devices(devices_);
    options_.sampling.max_noise = max_noise_pct_ / 100;
    options_.sampling.max_samples =
        std::max(options_.sampling.max_samples, options_.sampling.min_samples);
    if (options_.runs > 1 && !options_.checkpoints.empty()) {
      throw UsageError("--checkpoint: each of --runs would go on where the one before it ended");
    }
    sort_extras();
    collect_words();
    return options_;
  }

 private:
  void add_selection(CLI::App* command) {
    command->add_option("suite", options_.suites, "Suites; without one, quick");
    command->add_option("--filter", options_.filter, "Only cases whose id this regex finds");
    command
        ->add_option("--axis", options_.axes,
                     "Values of an axis: n=1K,1M or n=2^10:2^20:*4 or n=1000:5000:+1000 or "
                     "dtype=fp32; K, M, G are powers of 1024")
        ->allow_extra_args(false);
    command->add_option("--timing", timings_, "Of cold,hot,graph,e2e,epoch,step");
    command->add_option("--epochs", options_.epochs, "Epochs of training, for --axis epochs=N")
        ->check(number(1, 100000));
    command->add_flag("--validate", options_.validate,
                      "Hold out the last 5,000 training images, for --axis validation=5000");
    add_data_folder(command);
    add_device(command);
    command->add_option("--module", options_.modules, "A module of your own benchmarks (.so)")
        ->allow_extra_args(false);
    command->footer(suites_help());
  }

  void add_device(CLI::App* command) {
    command->add_option("--device", devices_,
                        "cpu, gpu (the first), all, or GPUs such as 0,1; without: cpu,0");
  }

  void add_data_folder(CLI::App* command) {
    command->add_option("--data", options_.data,
                        "Folder of data sets; without: $WARPMARK_DATA, else ./data");
  }

  void add_data(CLI::App* command) {
    add_data_folder(command);
    command->add_flag("--verify", options_.verify, "Read all of it and compare checksums");
    command->add_option("--download", options_.download, "Fetch mnist, cifar10 or all")
        ->check(CLI::IsMember({"mnist", "cifar10", "all"}));
  }

  void add_machine(CLI::App* command) {
    command->add_option("--threads", options_.threads, "Threads of the CPU's cases")
        ->check(number(1, 4096));
    command->add_flag("--require-gpu", options_.require_gpu, "Fail where there is no GPU");
  }

  void add_measuring(CLI::App* run) {
    constexpr std::int64_t kMostSeed = INT64_MAX;
    SamplingPolicy& sampling = options_.sampling;
    run->add_option("--runs", options_.runs, "Passes over the selection")->check(number(1, 1000));
    run->add_option("--min-samples", sampling.min_samples, "Samples of a case, at least")
        ->check(number(1, 1000000));
    run->add_option("--max-noise", max_noise_pct_,
                    "Sample until the interval of the median is within ± this percentage (0.5)")
        ->check(number(0.001, 100.0));
    run->add_option("--max-time", options_.max_time_s, "Seconds of sampling of a case, at most")
        ->check(number(0.001, 86400.0));
    run->add_option(
           "--timeout", options_.timeout_s,
           "Seconds that a case may take beyond --max-time before it is killed (300, or what its "
           "benchmark says); 0: any")
        ->check(number(0.0, 1e6));
    run->add_option("--budget", options_.budget,
                    "Time for all of it, such as 10m, 90s, 1h30m: what does not fit is left out");
    run->add_option("--inject", injections_, "")->group("")->allow_extra_args(false);
    run->add_flag("--no-ceilings", options_.no_ceilings,
                  "Leave out the canaries, which take up to a second; no percentages of ceilings");
    run->add_option("--seed", options_.seed, "Of the inputs (1)")
        ->check(number(std::int64_t{0}, kMostSeed));
  }

  void add_files(CLI::App* run) {
    run->add_option("--out", options_.out,
                    "Folder for results.csv, samples.csv, env.json and selection.jsonl");
    run->add_option("--resume", options_.resume, "Go on with the run in this folder")
        ->check(CLI::ExistingDirectory);
    run->add_option("--checkpoint", options_.checkpoints,
                    "Folder to keep each training in after each epoch, and to go on from");
    run->add_flag("--profile", options_.profile,
                  "For a profiler: few repetitions, each in a range; implies --in-process");
    run->add_option("--trace", options_.trace,
                    "Write ranges and GPU activity for Perfetto (.json); implies --profile");
    run->add_flag("--dry-run", options_.dry_run, "Print the cases that would be measured");
    run->add_flag("--in-process", options_.in_process,
                  "Measure without a worker process: for debuggers and profilers");
  }

  std::string help_text(const CLI::Success& request) const {
    if (dynamic_cast<const CLI::CallForVersion*>(&request)) {
      return std::string("warpmark ") + request.what() + '\n';
    }
    const auto parsed = app_.get_subcommands();
    return parsed.empty() ? app_.help() : parsed.front()->help("warpmark");
  }

  Command chosen() const {
    if (list_->parsed()) return Command::list;
    if (run_->parsed()) return Command::run;
    if (env_->parsed()) return Command::env;
    if (data_->parsed()) return Command::data;
    if (worker_->parsed()) return Command::worker;
    if (selftest_->parsed()) return Command::selftest;
    const auto words = app_.remaining();
    if (words.empty()) throw UsageError("a command is missing: list, run, env, data or selftest");
    const std::vector<std::string> known = {"list", "run", "env", "data", "selftest"};
    throw UsageError(
        fmt::format("--timing: unknown timing '{}'{}", word, did_you_mean(word, known)));
  }
  return parse_timing(word);
}

void add_sampling(CLI::App& app, Options& options) {
  SamplingPolicy& sampling = options.sampling;
  app.add_option("--min-samples", sampling.min_samples, "Samples of a case, at least")
      ->check(number(1, 1000000));
  app.add_option_function<double>(
         "--max-noise", [&](double pct) { sampling.max_noise = pct / 100; },
         "Sample until the interval of the median is within ± this percentage (0.5)")
      ->check(number(0.001, 100.0));
  app.add_option("--max-time", options.max_time_s, "Seconds of sampling of a case, at most")
      ->check(number(0.001, 86400.0));
}

void add_limits(CLI::App& app, Options& options) {
  app.add_option(
         "--timeout", options.timeout_s,
         "Seconds that a case may take beyond --max-time before it is killed (300, or what its "
         "benchmark says); 0: any")
      ->check(number(0.0, 1e6));
  app.add_option_function<std::string>(
      "--budget",
      [&](const std::string& text) {
        options.budget = text;
        options.budget_s = parse_duration("--budget", text);
      },
      "Time for all of it, such as 10m, 90s, 1h30m: what does not fit is left out");
  app.add_option_function<std::vector<std::string>>(
         "--inject",
         [&](const std::vector<std::string>& texts) {
           for (const std::string& text : texts) {
             options.injections.push_back(parse_injection(text));
           }
         })
      ->group("")
      ->allow_extra_args(false);
}

void add_files(CLI::App& app, Options& options) {
  app.add_option("--out", options.out,
                 "Folder for results.csv, samples.csv, env.json and selection.jsonl");
  app.add_option("--resume", options.resume, "Go on with the run in this folder")
      ->check(CLI::ExistingDirectory);
  app.add_option("--checkpoint", options.checkpoints,
                 "Folder to keep each training in after each epoch, and to go on from");
}

void add_profiling(CLI::App& app, Options& options) {
  app.add_flag("--profile", options.profile,
               "For a profiler: few repetitions, each in a range; implies --in-process");
  app.add_option("--trace", options.trace,
                 "Write ranges and GPU activity for Perfetto (.json); implies --profile");
  app.add_flag("--dry-run", options.dry_run, "Print the cases that would be measured");
  app.add_flag("--in-process", options.in_process,
               "Measure without a worker process: for debuggers and profilers");
}

}  // namespace

void add_selection(CLI::App& app, Options& options) {
  app.add_option("suite", options.suites, "Suites; without one, quick");
  app.add_option("--filter", options.filter,
                 "Only cases whose id this regex finds (ECMAScript's: \\d, \\w, \\b work)");
  app.add_option("--axis", options.axes,
                 "Values of an axis: n=1K,1M or n=2^10:2^20:*4 or n=1000:5000:+1000 or "
                 "dtype=fp32; K, M, G are powers of 1024")
      ->allow_extra_args(false);
  app.add_option_function<std::string>(
      "--timing",
      [&](const std::string& list) {
        for (const std::string& word : split(list, ',')) {
          options.timings.push_back(known_timing(word));
        }
      },
      "Of cold,hot,graph,e2e,epoch,step");
  app.add_option("--epochs", options.epochs, "Epochs of training, for --axis epochs=N")
      ->check(number(1, 100000));
  app.add_flag("--validate", options.validate,
               "Hold out the last 5,000 training images, for --axis validation=5000");
  add_data_folder(app, options.data);
  add_device(app, options.devices);
  app.add_option("--module", options.modules, "A module of your own benchmarks (.so)")
      ->allow_extra_args(false);
  app.footer(suites_help());
}

void add_measuring(CLI::App& app, Options& options) {
  app.add_option("--runs", options.runs, "Passes over the selection")->check(number(1, 1000));
  add_sampling(app, options);
  add_limits(app, options);
  app.add_flag("--no-ceilings", options.no_ceilings,
               "Leave out the canaries, which take up to a second; no percentages of ceilings");
  app.add_option("--seed", options.seed, "Of the inputs (1)")
      ->check(number(std::int64_t{0}, INT64_MAX));
  add_files(app, options);
  add_profiling(app, options);
  add_threads(app, options.threads);
  add_require_gpu(app, options.require_gpu);
  app.add_flag("--strict", options.strict, "Refuse to measure on a machine with a warning");
}

Options settled(Options options, const CommandLine& line) {
  options.line = line;
  options.profile = options.profile || !options.trace.empty();
  options.in_process = options.in_process || options.profile;
  options.sampling.max_samples =
      std::max(options.sampling.max_samples, options.sampling.min_samples);
  check_together(options);
  return options;
}

}  // namespace warpmark
