#include "suites/baseline.h"

#include "harness/error.h"
#include "harness/exit_status.h"
#include "reports/compare/machines.h"
#include "reports/csv_table.h"
#include "reports/format.h"
#include "suites/print.h"

#include <CLI/App.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace warpmark {
namespace {

/// When the first row of all files was begun: the day of a UTC time of ISO 8601.
std::string date_of(const RecordedRuns& runs) {
  std::string first;
  for (const auto& file : runs.files) {
    const CsvTable table(file, [&](const CsvTable& row) {
      const std::string& started = row.text(0, "started_utc");
      if (!started.empty() && (first.empty() || started < first)) first = started;
    });
  }
  return first.substr(0, first.find('T'));
}

std::string versions_of(const RecordedRuns& runs) {
  const auto found = runs.context.find("program_version");
  return found == runs.context.end() ? "" : fmt::format("{}", fmt::join(found->second, " | "));
}

std::string list_text(const std::vector<Baseline>& baselines) {
  std::string text = fmt::format("{:<16}  {:<20}  {:>4}  {:>5}  {:<10}  program\n", "fingerprint",
                                 "name", "runs", "cases", "date");
  for (const Baseline& baseline : baselines) {
    const RecordedRuns runs = read_baseline(baseline);
    text += fmt::format("{:<16}  {:<20}  {:>4}  {:>5}  {:<10}  {}\n", baseline.fingerprint,
                        baseline.name, runs.runs.size(), runs.cases.size(), date_of(runs),
                        versions_of(runs));
  }
  return text;
}

/// The median over the runs, as far as any has a time.
std::string case_time(const RecordedCase& recorded) {
  if (recorded.log_medians.empty()) return "no time";
  std::vector<double> sorted = recorded.log_medians;
  std::sort(sorted.begin(), sorted.end());
  const double median_s = std::exp(quantile(sorted, 0.5));
  const TimeUnit unit = time_unit(median_s);
  return fmt::format("{:.4g} {}", median_s * unit.per_second, unit.name);
}

std::string cases_text(const Baseline& baseline) {
  const RecordedRuns runs = read_baseline(baseline);
  std::string text = baseline.folder.string() + '\n';
  text += fmt::format("{:>10}  {:>4}  case\n", "median", "runs");
  for (const auto& [key, recorded] : runs.cases) {
    const auto& [case_id, devices] = key;
    text += fmt::format("{:>10}  {:>4}  {}{}\n", case_time(recorded), recorded.log_medians.size(),
                        case_id, devices.empty() ? "" : " on " + devices);
  }
  return text;
}

}  // namespace

void BaselineCommand::declare(CLI::App& app) {
  app.add_option("ACTION", action_, "save, list or show")
      ->required()
      ->check(CLI::IsMember({"save", "list", "show"}));
  app.add_option("NAME", name_, "Of the baseline: letters, digits, '.', '_' and '-'");
  app.add_option("DIR", folders_, "save: folders of results, or folders of such folders");
  app.add_option("--baselines", root_, "Folder of all baselines")->capture_default_str();
  app.add_flag("--replace", replace_, "save: in place of the baseline of this name");
}

void BaselineCommand::check() const {
  const bool saves = action_ == "save";
  if (action_ == "list" && !name_.empty()) throw UsageError("list takes no NAME: " + name_);
  if (action_ != "list" && name_.empty()) throw UsageError(action_ + ": NAME is missing");
  if (saves && folders_.empty()) throw UsageError("save: DIR is missing: a folder of results");
  if (!saves && !folders_.empty()) {
    throw UsageError(action_ + " takes no DIR: " + folders_.front().string());
  }
  if (!saves && replace_) throw UsageError(action_ + " takes no --replace");
}

void BaselineCommand::save(const BaselineStore& store) const {
  const Baseline saved = store.save(name_, folders_, replace_);
  const RecordedRuns runs = read_baseline(saved);
  print(fmt::format("{}: {} run{} of {} case{}\n", saved.folder.string(), runs.runs.size(),
                    runs.runs.size() == 1 ? "" : "s", runs.cases.size(),
                    runs.cases.size() == 1 ? "" : "s"));
}

void BaselineCommand::show(const BaselineStore& store) const {
  check_baseline_name(name_);
  std::string text;
  for (const Baseline& baseline : store.all()) {
    if (baseline.name == name_) text += cases_text(baseline);
  }
  if (text.empty()) throw InvalidInput(fmt::format("{}: no baseline {}", root_.string(), name_));
  print(text);
}

int BaselineCommand::execute(const CommandLine&) {
  check();
  const BaselineStore store(root_);
  if (action_ == "save") save(store);
  if (action_ == "list") print(list_text(store.all()));
  if (action_ == "show") show(store);
  return kSuccess;
}

}  // namespace warpmark
