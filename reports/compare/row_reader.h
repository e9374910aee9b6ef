#pragma once

#include "reports/csv_table.h"

#include <string>
#include <vector>

namespace warpmark {

/// The columns that a comparison needs of a row of results.csv.
enum class Column {
  schema_version,
  session_id,
  run_id,
  started_utc,
  benchmark,
  device,
  case_id,
  case_hash,
  timing,
  status,
  message,
  verified,
  iterations,
  median_s,
  implementation,
  devices,
  fingerprint,
  profiled,
  valid,
  driver_version,
  cuda_version,
  program_version,
  git_sha,
  git_dirty,
  gpu_uuid,
  seed,
};

/// Rows of one file, each checked when it is asked for. Errors are InvalidInput naming file, line
/// and column.
class RowReader {
 public:
  /// Throws where a column is missing.
  explicit RowReader(const CsvTable& table);

  /// Of the row that is the table's only one.
  const std::string& text(Column column) const;
  /// The same where it may not be empty.
  const std::string& required(Column column) const;
  /// A time: finite and above zero.
  double positive(Column column) const;
  /// Empty counts as `otherwise`.
  bool flag(Column column, bool otherwise) const;

  /// Throws unless the row is of the schema that this program writes.
  void check_schema() const;

  [[noreturn]] void fail(Column column, const std::string& what) const;

 private:
  const CsvTable& table_;
  std::vector<std::size_t> positions_;  // by Column
};

}  // namespace warpmark
