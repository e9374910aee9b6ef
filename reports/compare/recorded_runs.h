#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace warpmark {

/// What a row says a case did in a run, where it gave no usable time.
struct RunFault {
  enum class Kind { failed, skipped, unusable };
  Kind kind = Kind::failed;
  std::string message;
};

/// All that one side of a comparison recorded of one case on one selection of devices.
struct RecordedCase {
  std::string benchmark, device, timing;
  std::set<std::string> case_hashes;  // of rows that were not skipped
  std::set<std::string> fingerprints, implementations;
  std::vector<double> log_medians;   // ln(seconds) of each usable run, as runs first appear
  std::optional<double> iterations;  // in one sample, the fewest; empty: a row does not say
  std::vector<RunFault> faults;      // of the runs without a usable time, in the order of the files

  const RunFault* fault(RunFault::Kind kind) const;
};

/// Where a run comes from, as far as its rows say.
struct RunOrigin {
  std::string session_id;
  std::string started_utc;  // of its first row
};

/// One side of a comparison: what its results.csv files hold.
struct RecordedRuns {
  using Key = std::pair<std::string, std::string>;  // case_id, devices

  std::vector<std::filesystem::path> files;
  std::vector<std::string> warnings;      // of rows that were torn
  std::map<std::string, RunOrigin> runs;  // by run_id
  std::map<Key, RecordedCase> cases;      // without canaries
  std::map<Key, RecordedCase> canaries;   // each run's value is the median of its rows
  std::map<std::string, std::set<std::string>> context;  // values by column
};

/// The files meant: of a folder its results.csv or else those of the folders in it, by name.
/// Throws InvalidInput where there is none.
std::vector<std::filesystem::path> results_files(const std::vector<std::filesystem::path>& paths);

/// Reads files of any size in one pass. Where a run has several rows of a case (repetitions,
/// canaries), its time is the median of their logarithms. Throws InvalidInput naming file, line and
/// column, also for a row that is there twice, which would count one run as two.
RecordedRuns read_runs(const std::vector<std::filesystem::path>& files);

}  // namespace warpmark
