#include "suites/comparison_options.h"

#include "harness/error.h"
#include "harness/exit_status.h"
#include "harness/pattern.h"
#include "reports/compare/machines.h"
#include "reports/compare/outputs.h"
#include "reports/html/comparison_page.h"
#include "reports/text_file.h"
#include "suites/print.h"

#include <CLI/App.hpp>

#include <exception>
#include <functional>
#include <iostream>
#include <system_error>

namespace warpmark {
namespace {

/// Makes one of several outputs, none of which is lost where another cannot be had. Says on stderr
/// why it could not, and returns whether it could.
bool done(const char* option, const std::function<void()>& output) try {
  output();
  return true;
} catch (const std::exception& error) {
  std::cerr << "warpmark: " << option << error.what() << std::endl;
  return false;
}

}  // namespace

/// A file of verdicts.
struct ComparisonOptions::File {
  const char* option;
  Path path;
  std::string (*text)(const Comparison&);
};

std::vector<ComparisonOptions::File> ComparisonOptions::files() const {
  std::vector<File> files{{"--md: ", markdown_, markdown_text},
                          {"--json: ", json_, json_text},
                          {"--junit: ", junit_, junit_text},
                          {"--csv: ", csv_, csv_text},
                          {"--html: ", html_, html_text}};
  std::erase_if(files, [](const File& file) { return file.path.empty(); });
  return files;
}

void ComparisonOptions::declare(CLI::App& app) {
  app.add_option("--allow-missing", rules_.allow_missing,
                 "Cases that may be missing in NEW: a regular expression");
  app.add_option("--margin", margins_,
                 "The smallest change that matters, in %, in place of 3 (a GPU's kernels) and 5: "
                 "PCT, or PCT=REGEX for the cases found (may be repeated; the first counts)")
      ->allow_extra_args(false);
  app.add_option("--noise", noise_,
                 "What `calibrate` wrote (baselines/<fingerprint>/noise.csv, if there)");
  app.add_flag("--strict", rules_.strict,
               "Status 6 where a case is inconclusive or suspect, or the runs are too few");
  app.add_flag("--exit-zero", exit_zero_, "Status 0 whatever the gate says");
  app.add_option("--md", markdown_, "Write the verdicts as Markdown");
  app.add_option("--json", json_, "Write the verdicts as JSON");
  app.add_option("--junit", junit_, "Write the verdicts as JUnit's XML");
  app.add_option("--csv", csv_, "Write the verdicts as CSV");
  app.add_option("--html", html_, "Write the report of NEW with the verdicts in front");
  app.add_flag("--github", github_, "Print annotations for GitHub's workflows");
}

void ComparisonOptions::check() const {
  if (!rules_.allow_missing.empty()) Pattern(rules_.allow_missing, "--allow-missing");
  for (const std::string& text : margins_) parse_margin(text);
  if (!noise_.empty()) Noise::read(noise_);
}

void ComparisonOptions::check_files(const std::vector<Path>& files) const {
  std::error_code none;
  for (const Path& file : files) {
    if (html_.empty() || !std::filesystem::exists(file, none)) continue;
    if (std::filesystem::is_regular_file(file, none)) continue;
    throw UsageError("--html reads results twice, and " + file.string() + " is no regular file");
  }
}

void ComparisonOptions::check_outputs() const {
  for (const File& file : files()) {
    try {
      require_replaceable(file.path);
    } catch (const WriteError& error) {
      throw WriteError(file.option + std::string(error.what()));
    }
  }
}

CompareOptions ComparisonOptions::rules(const RecordedRuns& fresh, const Path& baselines) const {
  CompareOptions rules = rules_;
  for (const std::string& text : margins_) rules.margins.push_back(parse_margin(text));
  rules.noise = known_noise(noise_, fingerprints(fresh), baselines);
  return rules;
}

int ComparisonOptions::conclude(const Comparison& comparison) const {
  bool all = done("", [&] { print(console_text(comparison)); });
  if (github_) all &= done("--github: ", [&] { print(github_text(comparison)); });
  for (const File& file : files()) {
    all &= done(file.option, [&] { replace_file(file.path, file.text(comparison)); });
  }
  if (!all) return kCannotWrite;
  return exit_zero_ ? static_cast<int>(kSuccess) : comparison.exit_status;
}

}  // namespace warpmark
