#pragma once

#include "reports/compare/recorded_runs.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How far apart runs of one and the same program lie: noise.csv, which `calibrate` writes and
// comparisons read.
namespace warpmark {

/// What pairs of runs, one a side, showed of a case. D = ln(time / time of the other run).
struct CaseNoise {
  std::string fingerprint, case_id, devices, case_hash, benchmark, date;
  std::size_t pairs = 0;
  double q95 = 0;  // 95th percentile of |D|
  double rms = 0;  // of D
};

/// The noise in the differences of pairs; one at least. Identity and date are the caller's.
CaseNoise noise_of(std::vector<double> differences);

/// A floor of the margin, and where it comes from.
struct NoiseFloor {
  double q95 = 0, rms = 0;
  std::size_t pairs = 0;
  bool pooled = false;  // over the cases of the benchmark: the case itself was not calibrated
};

/// A file of noise, of one machine or several.
class Noise {
 public:
  Noise() = default;

  /// Throws InvalidInput naming file, line and column.
  static Noise read(const std::filesystem::path& path);

  /// In place of what was known of the case.
  void put(CaseNoise noise);

  /// Of the case on this machine; where its definition (`case_hash`) was not calibrated there, the
  /// largest of its benchmark's on that kind of device; none: nothing is known.
  std::optional<NoiseFloor> floor(const std::string& fingerprint, const RecordedRuns::Key& key,
                                  const std::string& case_hash, const std::string& benchmark) const;

  bool knows(const std::string& fingerprint) const;
  bool empty() const { return cases_.empty(); }
  std::vector<CaseNoise> cases() const;

  /// CSV, by fingerprint and case.
  std::string text() const;

 private:
  using Key = std::pair<std::string, RecordedRuns::Key>;  // fingerprint, case
  std::map<Key, CaseNoise> cases_;
};

}  // namespace warpmark
