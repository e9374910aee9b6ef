#include "reports/compare/recorded_runs.h"

#include "harness/error.h"
#include "reports/compare/row_reader.h"
#include "reports/seen_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <system_error>
#include <utility>

namespace warpmark {
namespace {

/// A usable time, before the rows of a run are put together.
struct Time {
  std::size_t run;
  double log_median;
};

struct Collected {
  RecordedCase facts;
  std::vector<Time> times;
};

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

/// Reads the rows of all files of a side.
class Reader {
 public:
  explicit Reader(const std::vector<std::filesystem::path>& files) { side_.files = files; }

  RecordedRuns read() {
    for (const std::filesystem::path& file : side_.files) read_file(file);
    for (auto& [key, collected] : cases_) finish(key, collected);
    return std::move(side_);
  }

 private:
  void read_file(const std::filesystem::path& path) {
    std::optional<RowReader> row;
    const CsvTable table(path, [&](const CsvTable& current) {
      if (!row) {
        row.emplace(current);
        seen_.begin(current);
      }
      take(*row);
      seen_.add(current);
    });
    if (!row) {
      RowReader columns(table);  // a missing column is the better complaint
      throw InvalidInput(fmt::format("{}: line 2: no rows after the header", path.string()));
    }
    if (table.torn_line()) {
      side_.warnings.push_back(fmt::format("{}: line {}: the last row is torn and was left out",
                                           path.string(), *table.torn_line()));
    }
  }

  void take(const RowReader& row) {
    row.check_schema();
    const std::string& run = row.required(Column::run_id);
    const std::string& id = row.required(Column::case_id);
    if (row.text(Column::message).starts_with("measured again to judge ")) return;
    Collected& found = cases_[{id, row.text(Column::devices)}];
    describe(found.facts, row);
    note_context(row);
    const std::size_t number = note_run(run, row);
    if (auto fault = fault_of(row)) return found.facts.faults.push_back(std::move(*fault));
    found.times.push_back({number, std::log(row.positive(Column::median_s))});
    note_iterations(found, row);
  }

  static void note_iterations(Collected& found, const RowReader& row) {
    std::optional<double>& fewest = found.facts.iterations;
    const bool first = found.times.size() == 1;
    if (row.text(Column::iterations).empty())
      fewest.reset();
    else if (first || fewest)
      fewest = std::min(fewest.value_or(HUGE_VAL), row.positive(Column::iterations));
  }

  /// The run's number, in the order in which runs first appear.
  std::size_t note_run(const std::string& run, const RowReader& row) {
    const std::string& started = row.text(Column::started_utc);
    const auto [known, fresh] = numbers_.try_emplace(run, numbers_.size());
    RunOrigin& origin = side_.runs[run];
    if (fresh)
      origin = {row.text(Column::session_id), started};
    else if (started < origin.started_utc)
      origin.started_utc = started;
    return known->second;
  }

  static void describe(RecordedCase& facts, const RowReader& row) {
    const auto note = [](std::set<std::string>& values, const std::string& value) {
      if (!values.contains(value)) values.insert(value);
    };
    if (facts.benchmark.empty()) {
      facts.benchmark = row.required(Column::benchmark);
      facts.device = row.text(Column::device);
      facts.timing = row.text(Column::timing);
    }
    // What was skipped nobody has seen: another program's file may not say what it would have been.
    const std::string& hash = row.required(Column::case_hash);
    if (row.text(Column::status) != "skipped") note(facts.case_hashes, hash);
    note(facts.fingerprints, row.required(Column::fingerprint));
    if (!row.text(Column::implementation).empty()) {
      note(facts.implementations, row.text(Column::implementation));
    }
  }

  /// Each column's last value is remembered: few rows differ from the one before.
  void note_context(const RowReader& row) {
    static constexpr std::array kColumns = {std::pair{"program_version", Column::program_version},
                                            std::pair{"git_sha", Column::git_sha},
                                            std::pair{"git_dirty", Column::git_dirty},
                                            std::pair{"driver_version", Column::driver_version},
                                            std::pair{"cuda_version", Column::cuda_version},
                                            std::pair{"gpu_uuid", Column::gpu_uuid},
                                            std::pair{"seed", Column::seed}};
    last_.resize(kColumns.size());
    for (std::size_t i = 0; i < kColumns.size(); ++i) {
      const std::string& value = row.text(kColumns[i].second);
      if (value.empty() || value == last_[i]) continue;
      last_[i] = value;
      side_.context[kColumns[i].first].insert(value);
    }
  }

  static std::optional<RunFault> fault_of(const RowReader& row) {
    using Kind = RunFault::Kind;
    const std::string& status = row.required(Column::status);
    const std::string& message = row.text(Column::message);
    if (status == "skipped") return RunFault{Kind::skipped, message};
    if (status == "failed" || status == "timeout") {
      return RunFault{Kind::failed, message.empty() ? status : status + ": " + message};
    }
    if (status != "ok") {
      row.fail(Column::status, fmt::format("'{}' is none of ok, skipped, failed, timeout", status));
    }
    if (!row.flag(Column::verified, true)) return RunFault{Kind::failed, "the result is wrong"};
    if (row.flag(Column::profiled, false)) return RunFault{Kind::unusable, "profiled"};
    if (!row.flag(Column::valid, true)) return RunFault{Kind::unusable, "disturbed (valid = 0)"};
    return std::nullopt;
  }

  void finish(const RecordedRuns::Key& key, Collected& collected) {
    std::vector<Time>& times = collected.times;
    std::stable_sort(times.begin(), times.end(),
                     [](const Time& a, const Time& b) { return a.run < b.run; });
    for (auto first = times.begin(); first != times.end();) {
      std::vector<double> of_run;
      const std::size_t run = first->run;
      for (; first != times.end() && first->run == run; ++first)
        of_run.push_back(first->log_median);
      collected.facts.log_medians.push_back(median_of(std::move(of_run)));
    }
    const bool canary = collected.facts.benchmark == "ceilings";
    (canary ? side_.canaries : side_.cases).emplace(key, std::move(collected.facts));
  }

  RecordedRuns side_;
  SeenRows seen_;
  std::map<RecordedRuns::Key, Collected> cases_;
  std::map<std::string, std::size_t> numbers_;  // of runs
  std::vector<std::string> last_;
};

/// The results.csv of a folder, or those of the folders in it.
void append_files(std::vector<std::filesystem::path>& files,
                  const std::filesystem::path& path) try {
  namespace fs = std::filesystem;
  std::error_code none;
  if (!fs::is_directory(path, none)) return files.push_back(path);  // opening it says what is wrong
  if (fs::exists(path / "results.csv")) return files.push_back(path / "results.csv");
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(path)) {
    const fs::path file = entry.path() / "results.csv";
    if (entry.is_directory(none) && fs::exists(file)) found.push_back(file);
  }
  if (found.empty()) {
    throw InvalidInput(path.string() + ": no results.csv in it, nor in a folder of it");
  }
  std::sort(found.begin(), found.end());
  files.insert(files.end(), found.begin(), found.end());
} catch (const std::filesystem::filesystem_error& error) {
  throw InvalidInput(path.string() + ": " + error.code().message());
}

}  // namespace

const RunFault* RecordedCase::fault(RunFault::Kind kind) const {
  const auto found = std::find_if(faults.begin(), faults.end(),
                                  [&](const RunFault& fault) { return fault.kind == kind; });
  return found == faults.end() ? nullptr : &*found;
}

std::vector<std::filesystem::path> results_files(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::filesystem::path> files;
  for (const std::filesystem::path& path : paths) append_files(files, path);
  return files;
}

RecordedRuns read_runs(const std::vector<std::filesystem::path>& files) {
  return Reader(files).read();
}

}  // namespace warpmark
