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

#include <CLI/App.hpp>
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

Timing known_timing(const std::string& word) {
  const std::vector<std::string> known = {"cold", "hot", "graph", "e2e", "epoch", "step"};
  if (std::find(known.begin(), known.end(), word) == known.end()) {
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

void add_engines(CLI::App& app, Options& options) {
  app.add_option("--plans", options.plans,
                 "File that keeps which of cuDNN's and cuBLAS's engines were chosen by timing, for "
                 "other runs to take (cudnn_plans.json among the results)");
  app.add_flag("--heuristics-only", options.heuristics,
               "The engines that cuDNN and cuBLAS put first, instead of the fastest");
}

void add_profiling(CLI::App& app, Options& options) {
  app.add_flag("--profile", options.profile,
               "For a profiler: few repetitions, each in a range; implies --in-process");
  app.add_option("--trace", options.trace,
                 "Write ranges and GPU activity for Perfetto (.json); implies --profile");
  app.add_flag("--dry-run", options.dry_run, "Print the cases that would be measured");
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
  add_sampling(app, options);
  add_limits(app, options);
  add_engines(app, options);
  app.add_flag("--no-ceilings", options.no_ceilings,
               "Leave out the canaries, which take up to a second; no percentages of ceilings");
  app.add_option("--seed", options.seed, "Of the inputs (1)")
      ->check(number(std::int64_t{0}, INT64_MAX));
  app.add_flag("--in-process", options.in_process,
               "Measure without a worker process: for debuggers and profilers");
  add_threads(app, options.threads);
  add_require_gpu(app, options.require_gpu);
}

void add_session(CLI::App& app, Options& options) {
  app.add_option("--runs", options.runs, "Passes over the selection")->check(number(1, 1000));
  add_files(app, options);
  add_profiling(app, options);
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
