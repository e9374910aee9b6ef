#include "suites/ab.h"

#include "harness/error.h"
#include "harness/interrupt.h"
#include "reports/compare/staged.h"
#include "suites/number_check.h"

#include <CLI/App.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <set>

namespace warpmark {
namespace {

constexpr const char* kScreening = "screening";
constexpr const char* kConfirmation = "confirmation";

/// Fewer cannot give a p below that at which candidates are picked.
constexpr int kFewestToPick = 4;

/// Characters: longer ones std::regex, whose states are limited, or exec may refuse. So many
/// candidates are most cases, and all are measured again.
constexpr std::size_t kLongestFilter = 60'000;

/// A regular expression that finds just these case_ids, of all their devices.
std::string exactly(const std::vector<RecordedRuns::Key>& keys) {
  std::set<std::string> ids;
  for (const auto& [case_id, devices] : keys) {
    std::string id;
    for (const char c : case_id) {
      if (std::string_view(".^$|()[]{}*+?\\").find(c) != std::string_view::npos) id += '\\';
      id += c;
    }
    ids.insert(id);
  }
  return fmt::format("^({})$", fmt::join(ids, "|"));
}

}  // namespace

void AbCommand::declare(CLI::App& app) {
  app.add_option("--base", base_, "The program before the change: ./old, or its launcher")
      ->required();
  app.add_option("--new", fresh_, "The program after it")->required();
  app.add_option("--runs", runs_, "Fresh processes of each program, of all cases")
      ->check(number(1, 1000));
  app.add_option(
         "--confirm", confirm_,
         "Fresh processes of each program, of the cases that may have changed; 0: none, and "
         "the first ones judge")
      ->check(number(0, 1000));
  app.add_option("--out", out_, "Folder for the results of all runs (results/<utc>-ab)");
  app.add_flag("--free-plans", free_plans_,
               "Let every run choose cuDNN's engines anew; without, all take the same");
  add_selection(app, options_);
  add_measuring(app, options_);
  comparison_.declare(app);
}

void AbCommand::check() const {
  comparison_.check();
  if (confirm_ > 0 && runs_ < kFewestToPick) {
    throw UsageError(fmt::format(
        "--runs {}: fewer than {} cannot say which cases to confirm; --confirm 0 does without",
        runs_, kFewestToPick));
  }
}

std::optional<double> AbCommand::budget_s(int runs) const {
  if (options_.budget_s <= 0) return std::nullopt;
  return options_.budget_s * runs / (runs_ + confirm_);
}

Comparison AbCommand::judge(const Interleaved& sides, const std::string& stage,
                            const std::vector<RecordedRuns::Key>* keys) const {
  std::array<RecordedRuns, 2> runs;
  for (std::size_t side = 0; side < runs.size(); ++side) {
    runs[side] = read_runs(results_files({sides.runs_of(side, stage)}));
    if (keys) runs[side] = only(std::move(runs[side]), *keys);
  }
  return compare(runs[0], runs[1], comparison_.rules(runs[1]));
}

Comparison AbCommand::confirm(Interleaved& sides, Comparison screening) const {
  const std::vector<RecordedRuns::Key> keys = candidates(screening);
  Comparison confirmation;
  if (!keys.empty()) {
    const std::string filter = exactly(keys);
    if (filter.size() <= kLongestFilter) sides.words()["--filter"] = {filter};
    sides.measure(confirm_, kConfirmation, budget_s(confirm_));
    confirmation = judge(sides, kConfirmation, &keys);
  }
  return confirmed(std::move(screening), confirmation, comparison_.strict());
}

int AbCommand::execute(const CommandLine& line) {
  check();
  settled(options_, line);  // complains of options that do not go together
  watch_signals();
  const auto folder = make_session_folder(out_, "ab", {kScreening, kConfirmation});
  comparison_.check_outputs();  // which may go into that folder
  Interleaved sides({Contender{"base", base_}, Contender{"new", fresh_}}, run_words(line.words),
                    folder);
  if (!free_plans_) sides.share_plans();
  sides.measure(runs_, kScreening, budget_s(runs_));
  Comparison comparison = judge(sides, kScreening, nullptr);
  if (confirm_ > 0) comparison = confirm(sides, std::move(comparison));
  std::cerr << "warpmark: all runs are in " << folder.string() << std::endl;
  return comparison_.conclude(comparison);
}

}  // namespace warpmark
