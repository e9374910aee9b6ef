#include "suites/compare.h"

#include "harness/error.h"
#include "suites/baseline_store.h"

#include <CLI/App.hpp>

namespace warpmark {
namespace {

using Paths = std::vector<std::filesystem::path>;

/// The files of one side. `name`: of the word that is missing where there are none.
Paths files(const std::filesystem::path& first, Paths paths, const char* name) {
  if (!first.empty()) paths.insert(paths.begin(), first);
  if (paths.empty()) throw UsageError(std::string(name) + " is missing: a folder or results.csv");
  return results_files(paths);
}

}  // namespace

void CompareCommand::declare(CLI::App& app) {
  app.add_option("BASE", base_,
                 "Runs before the change: a folder of results, a folder of such "
                 "folders, or a results.csv");
  app.add_option("NEW", fresh_, "Runs after it");
  app.add_option("--base", more_base_, "More runs before the change (may be repeated)")
      ->allow_extra_args(false);
  app.add_option("--new", more_fresh_, "More runs after it (may be repeated)")
      ->allow_extra_args(false);
  app.add_option("--baseline", baseline_,
                 "The baseline of this name and of NEW's machine in place of BASE");
  app.add_option("--baselines", baselines_, "Folder of all baselines")->capture_default_str();
  options_.declare(app);
}

void CompareCommand::check() const {
  options_.check();
  if (baseline_.empty()) return;
  check_baseline_name(baseline_);
  if (!fresh_.empty() || !more_base_.empty()) {
    throw UsageError("--baseline " + baseline_ + " takes the place of BASE: give NEW alone");
  }
}

RecordedRuns CompareCommand::baseline(const RecordedRuns& fresh) const {
  return read_baseline(BaselineStore(baselines_).matching(baseline_, fresh));
}

int CompareCommand::execute(const CommandLine&) {
  check();
  const bool named = !baseline_.empty();
  const Paths base_files = named ? Paths() : files(base_, more_base_, "BASE");
  const Paths fresh_files = files(named ? base_ : fresh_, more_fresh_, "NEW");
  options_.check_files(base_files);
  options_.check_files(fresh_files);
  RecordedRuns base;
  if (!named) base = read_runs(base_files);
  const RecordedRuns fresh = read_runs(fresh_files);
  if (named) base = baseline(fresh);
  return options_.conclude(compare(base, fresh, options_.rules(fresh, baselines_)));
}

}  // namespace warpmark
