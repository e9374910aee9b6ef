#include "suites/extra_words.h"

#include "harness/engine_flags.h"
#include "harness/error.h"
#include "suites/nearest.h"

#include <fmt/format.h>

namespace warpmark {
namespace {

/// A training that has been measured to its end leaves the next of that case nothing to do.
void check_checkpoints(const Options& options) {
  if (options.runs > 1) {
    throw UsageError("--checkpoint: each of --runs would go on where the one before it ended");
  }
  for (const std::string& flag : options.line.engine_flags) {
    if (flag_name(flag) != "--benchmark_repetitions" || flag_value(flag) == "1") continue;
    throw UsageError("--checkpoint: each of " + flag +
                     " would go on where the one before it ended");
  }
  if (options.devices.gpus.size() > 1 || options.devices.every_gpu) {
    throw UsageError(
        "--checkpoint: each GPU of --device would go on where the one before it ended; name one");
  }
  if (options.profile) {
    throw UsageError(
        "--checkpoint: epochs of --profile or --trace are not timed as those that go on from them");
  }
}

}  // namespace

std::vector<std::string> engine_flags(const std::vector<std::string>& extras,
                                      const std::vector<std::string>& known, bool passes_on) {
  std::vector<std::string> flags;
  for (const std::string& word : extras) {
    if (passes_on && word.starts_with("--benchmark_")) {
      flags.push_back(word);
      continue;
    }
    if (!word.starts_with('-')) throw UsageError(fmt::format("unexpected argument '{}'", word));
    const std::string flag(flag_name(word));
    throw UsageError(fmt::format("unknown flag {}{}", flag, did_you_mean(flag, known)));
  }
  check_engine_flags(flags);
  return flags;
}

void check_together(const Options& options) {
  if (!options.checkpoints.empty()) check_checkpoints(options);
  if (options.dry_run && !options.resume.empty()) {
    throw UsageError("--dry-run: what --resume has left to measure, its folder's rows say");
  }
  if (options.heuristics && !options.plans.empty()) {
    throw UsageError("--plans: with --heuristics-only nothing is chosen that could be kept");
  }
  for (const std::string& flag : options.line.engine_flags) {
    const std::string_view name = flag_name(flag);
    if (options.runs > 1 && name == "--benchmark_out") {
      throw UsageError(flag +
                       ": every one of --runs would write it anew; use --benchmark_repetitions");
    }
    if (name != "--benchmark_filter" && name != "--benchmark_repetitions") continue;
    if (!options.budget.empty()) {
      throw UsageError(flag + " would change how many share the --budget; use --filter, --runs");
    }
    if (options.dry_run) {
      throw UsageError(flag + " acts on what is measured, not on --dry-run; use --filter, --runs");
    }
  }
}

}  // namespace warpmark
