#include "suites/compare.h"

#include "harness/error.h"
#include "harness/exit_status.h"
#include "harness/pattern.h"
#include "reports/compare/outputs.h"
#include "reports/html/comparison_page.h"
#include "reports/text_file.h"
#include "suites/print.h"

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
  app.add_option("--allow-missing", options_.allow_missing,
                 "Cases that may be missing in NEW: a regular expression");
  app.add_flag("--strict", options_.strict,
               "Status 6 where a case is inconclusive or suspect, or the runs are too few");
  app.add_flag("--exit-zero", exit_zero_, "Status 0 whatever the gate says");
  app.add_option("--md", markdown_, "Write the verdicts as Markdown");
  app.add_option("--json", json_, "Write the verdicts as JSON");
  app.add_option("--junit", junit_, "Write the verdicts as JUnit's XML");
  app.add_option("--csv", csv_, "Write the verdicts as CSV");
  app.add_option("--html", html_, "Write the report of NEW with the verdicts in front");
  app.add_flag("--github", github_, "Print annotations for GitHub's workflows");
}

int CompareCommand::execute(const CommandLine&) {
  if (!options_.allow_missing.empty()) Pattern(options_.allow_missing, "--allow-missing");
  const RecordedRuns base = side(base_, more_base_, "BASE");
  const Comparison comparison = compare(base, side(fresh_, more_fresh_, "NEW"), options_);
  write(comparison);
  return exit_zero_ ? static_cast<int>(kSuccess) : comparison.exit_status;
}

void CompareCommand::write(const Comparison& comparison) const {
  using Text = std::string (*)(const Comparison&);
  const std::pair<const Path&, Text> files[] = {{markdown_, markdown_text},
                                                {json_, json_text},
                                                {junit_, junit_text},
                                                {csv_, csv_text},
                                                {html_, html_text}};
  for (const auto& [path, text] : files) {
    if (!path.empty()) replace_file(path, text(comparison));
  }
  print(console_text(comparison));
  if (github_) print(github_text(comparison));
}

}  // namespace warpmark
