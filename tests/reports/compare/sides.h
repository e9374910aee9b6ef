#pragma once

#include "reports/compare/recorded_runs.h"
#include "reports/csv.h"
#include "reports/results_csv.h"
#include "tests/files.h"
#include "tests/reports/rows.h"

#include <fmt/format.h>

#include <functional>
#include <string>
#include <vector>

namespace warpmark {

/// Makes results.csv files as a run writes them.
class SidesTest : public FolderTest {
 protected:
  using Rows = std::vector<Result>;

  /// One row a run, of the case `variant`.
  static Rows runs(const std::string& variant, const std::vector<double>& medians_s,
                   const std::string& device = "cpu") {
    Rows rows;
    for (const double median_s : medians_s) {
      Result row = gemm_row(variant, device, median_s);
      row.run_id = fmt::format("r{}", rows.size() + 1);
      row.started_utc = "2026-11-23T01:00:00Z";
      row.case_hash = "h0123456789abcdef";
      row.fingerprint = "mabc";
      row.iterations = 1;
      rows.push_back(row);
    }
    return rows;
  }

  /// Runs around `median_s` that differ by steps of 0.1 %.
  static Rows steady(const std::string& variant, double median_s, int n = 8,
                     const std::string& device = "cpu") {
    std::vector<double> medians;
    for (int i = 0; i < n; ++i) medians.push_back(median_s * (1 + 0.001 * i));
    return runs(variant, medians, device);
  }

  std::filesystem::path file(const std::string& name, const Rows& rows) const {
    const DeclaredColumns declared{{"m", "n", "k", "limit"}, {}};
    ResultsCsv csv(path(name), declared, TextFile::Existing::empty);
    for (const Result& row : rows) csv.add(row);
    return path(name);
  }

  RecordedRuns side(const Rows& rows) const { return read_runs({file("side.csv", rows)}); }

  static Rows joined(Rows a, const Rows& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  }

  static Rows with(Rows rows, const std::function<void(Result&)>& change) {
    for (Result& row : rows) change(row);
    return rows;
  }
};

}  // namespace warpmark
