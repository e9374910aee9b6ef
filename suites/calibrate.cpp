#include "suites/calibrate.h"

#include "harness/environment.h"
#include "harness/error.h"
#include "harness/exit_status.h"
#include "harness/interrupt.h"
#include "reports/text_file.h"
#include "suites/exit.h"
#include "suites/number_check.h"
#include "suites/print.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

namespace warpmark {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStage = "calibration";
constexpr const char* kBaselines = "baselines";

/// One run of a side.
RecordedRuns read_run(const Interleaved& sides, std::size_t side, int run) {
  return read_runs({sides.runs_of(side, kStage) / fmt::format("{:03}", run) / "results.csv"});
}

/// A case that lacks a time in one of two runs that belong together has no difference there.
void add_pair(const RecordedRuns& a, const RecordedRuns& b,
              std::map<RecordedRuns::Key, std::vector<double>>& differences) {
  for (const auto& [key, recorded] : a.cases) {
    const auto other = b.cases.find(key);
    if (other == b.cases.end()) continue;
    if (recorded.log_medians.empty() || other->second.log_medians.empty()) continue;
    differences[key].push_back(other->second.log_medians[0] - recorded.log_medians[0]);
  }
}

std::vector<CaseNoise> noise_between(const Interleaved& sides, int runs) {
  std::map<RecordedRuns::Key, std::vector<double>> differences;
  std::map<RecordedRuns::Key, RecordedCase> cases;
  for (int run = 1; run <= runs; ++run) {
    const RecordedRuns a = read_run(sides, 0, run);
    add_pair(a, read_run(sides, 1, run), differences);
    cases.insert(a.cases.begin(), a.cases.end());
  }
  std::vector<CaseNoise> out;
  for (const auto& [key, pairs] : differences) {
    CaseNoise noise = noise_of(pairs);
    const RecordedCase& recorded = cases.at(key);
    std::tie(noise.case_id, noise.devices) = key;
    noise.fingerprint = *recorded.fingerprints.begin();
    noise.case_hash = *recorded.case_hashes.begin();
    noise.benchmark = recorded.benchmark;
    noise.date = utc_now();
    out.push_back(noise);
  }
  return out;
}

std::string pct(double log_ratio) { return fmt::format("{:.2f} %", 100 * std::expm1(log_ratio)); }

/// The noisiest first.
std::string table(std::vector<CaseNoise> cases) {
  constexpr std::size_t kMost = 20;
  std::stable_sort(cases.begin(), cases.end(),
                   [](const CaseNoise& a, const CaseNoise& b) { return a.q95 > b.q95; });
  std::string text = fmt::format("{:>9}  {:>9}  {:>5}  case\n", "95 % of", "rms", "pairs");
  for (std::size_t i = 0; i < std::min(kMost, cases.size()); ++i) {
    const CaseNoise& c = cases[i];
    text += fmt::format("{:>9}  {:>9}  {:>5}  {}\n", pct(c.q95), pct(c.rms), c.pairs, c.case_id);
  }
  if (cases.size() > kMost) {
    text += fmt::format("and {} cases that are quieter\n", cases.size() - kMost);
  }
  return text;
}

/// Nothing where no case is so noisy that comparing it is idle.
std::string doubt(const std::vector<CaseNoise>& cases) {
  const double loud = std::log1p(0.2);
  const auto count =
      std::count_if(cases.begin(), cases.end(), [&](const CaseNoise& c) { return c.q95 > loud; });
  if (count == 0) return {};
  return fmt::format("warning: {} of {} cases differ by more than 20 %: was the machine busy?\n",
                     count, cases.size());
}

void make_folder_of(const fs::path& file) {
  std::error_code error;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
  if (error) throw WriteError(file.parent_path().string() + ": cannot create: " + error.message());
}

/// Finds out whether the noise can be kept, before anything is measured. `given`: --noise; without,
/// measuring tells what the file is called.
void check_noise(const fs::path& given) {
  const fs::path file = given.empty() ? fs::path(kBaselines) / "noise.csv" : given;
  make_folder_of(file);
  require_replaceable(file);
  if (!given.empty() && fs::exists(given)) Noise::read(given);
}

/// The file holds other cases still.
void merge_into(const fs::path& file, const std::vector<CaseNoise>& cases) {
  Noise noise = fs::exists(file) ? Noise::read(file) : Noise();
  for (const CaseNoise& c : cases) noise.put(c);
  make_folder_of(file);
  replace_file(file, noise.text());
}

}  // namespace

void CalibrateCommand::declare(CLI::App& app) {
  app.add_option("--runs", runs_, "Pairs of fresh processes of this program")
      ->check(number(10, 1000));
  app.add_option("--out", out_, "Folder for the results of all runs (results/<utc>-calibration)");
  app.add_option("--noise", noise_, "File to write (baselines/<fingerprint>/noise.csv)");
  add_selection(app, options_);
  add_measuring(app, options_);
}

int CalibrateCommand::execute(const CommandLine& line) {
  const Options options = settled(options_, line);
  watch_signals();
  const fs::path folder = make_session_folder(out_, "calibration", {kStage});
  check_noise(noise_);
  const fs::path program = fs::read_symlink("/proc/self/exe");
  Interleaved sides({Contender{"base", program}, Contender{"new", program}}, run_words(line.words),
                    folder);
  std::optional<double> budget_s;
  if (options.budget_s > 0) budget_s = options.budget_s;
  sides.measure(runs_, kStage, budget_s);
  const std::vector<CaseNoise> cases = noise_between(sides, runs_);
  if (cases.empty()) throw NothingRan("no case has a time in both runs of a pair");
  const fs::path file = noise_.empty() ? noise_file(kBaselines, cases.front().fingerprint) : noise_;
  merge_into(file, cases);
  print(table(cases) + doubt(cases));
  std::cerr << "warpmark: the noise is in " << file.string() << std::endl;
  return kSuccess;
}

}  // namespace warpmark
