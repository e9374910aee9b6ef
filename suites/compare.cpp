#include "suites/compare.h"

#include "harness/error.h"

#include <CLI/CLI.hpp>

namespace warpmark {
namespace {

using Paths = std::vector<std::filesystem::path>;

/// The runs of one side. `name`: of the word that is missing where there are none.
RecordedRuns side(const std::filesystem::path& first, Paths paths, const char* name) {
  if (!first.empty()) paths.insert(paths.begin(), first);
  if (paths.empty()) throw UsageError(std::string(name) + " is missing: a folder or results.csv");
  return read_runs(results_files(paths));
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
  options_.declare(app);
}

int CompareCommand::execute(const CommandLine&) {
  options_.check();
  const RecordedRuns base = side(base_, more_base_, "BASE");
  return options_.conclude(compare(base, side(fresh_, more_fresh_, "NEW"), options_.rules()));
}

}  // namespace warpmark
