#include "suites/extra_words.h"

#include "harness/engine_flags.h"
#include "harness/error.h"
#include "suites/nearest.h"

#include <fmt/format.h>

namespace warpmark {

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
  if (options.runs > 1 && !options.checkpoints.empty()) {
    throw UsageError("--checkpoint: each of --runs would go on where the one before it ended");
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
    if (!options.budget.empty() &&
        (name == "--benchmark_filter" || name == "--benchmark_repetitions")) {
      throw UsageError(flag + " would change how many share the --budget; use --filter, --runs");
    }
  }
}

}  // namespace warpmark
