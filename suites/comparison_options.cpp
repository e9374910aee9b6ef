#include "suites/comparison_options.h"

#include "harness/exit_status.h"
#include "harness/pattern.h"
#include "reports/compare/machines.h"
#include "reports/compare/outputs.h"
#include "reports/html/comparison_page.h"
#include "reports/text_file.h"
#include "suites/print.h"

#include <CLI/CLI.hpp>

namespace warpmark {

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

CompareOptions ComparisonOptions::rules(const RecordedRuns& fresh, const Path& baselines) const {
  CompareOptions rules = rules_;
  for (const std::string& text : margins_) rules.margins.push_back(parse_margin(text));
  rules.noise = known_noise(noise_, fingerprints(fresh), baselines);
  return rules;
}

int ComparisonOptions::conclude(const Comparison& comparison) const {
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
  return exit_zero_ ? static_cast<int>(kSuccess) : comparison.exit_status;
}

}  // namespace warpmark
