#include "reports/compare/row_reader.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace warpmark {
namespace {

constexpr std::array kNames = {"schema_version", "session_id",
                               "run_id",         "started_utc",
                               "benchmark",      "device",
                               "case_id",        "case_hash",
                               "timing",         "status",
                               "message",        "verified",
                               "iterations",     "median_s",
                               "implementation", "devices",
                               "fingerprint",    "profiled",
                               "valid",          "driver_version",
                               "cuda_version",   "program_version",
                               "git_sha",        "git_dirty",
                               "gpu_uuid",       "seed"};

std::size_t index(Column column) { return static_cast<std::size_t>(column); }

}  // namespace

RowReader::RowReader(const CsvTable& table) : table_(table) {
  for (const char* name : kNames) positions_.push_back(table.position(name));
}

const std::string& RowReader::text(Column column) const {
  return table_.text_at(0, positions_[index(column)]);
}

const std::string& RowReader::required(Column column) const {
  const std::string& field = text(column);
  if (field.empty()) fail(column, "is empty");
  return field;
}

double RowReader::positive(Column column) const {
  const std::string& field = required(column);
  double value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  const bool whole = error == std::errc() && end == field.data() + field.size();
  if (!whole) fail(column, fmt::format("'{}' is no number", field));
  if (!std::isfinite(value) || value <= 0) {
    fail(column, fmt::format("'{}' is not finite and above 0", field));
  }
  return value;
}

bool RowReader::flag(Column column, bool otherwise) const {
  const std::string& field = text(column);
  if (field.empty()) return otherwise;
  if (field != "0" && field != "1") fail(column, fmt::format("'{}' is neither 0 nor 1", field));
  return field == "1";
}

void RowReader::check_schema() const {
  const std::string& version = text(Column::schema_version);
  if (version != "1")
    fail(Column::schema_version, fmt::format("'{}' is unknown: 1 is read", version));
}

void RowReader::fail(Column column, const std::string& what) const {
  const std::size_t position = positions_[index(column)];
  table_.fail_at(0, fmt::format("column {} ({}): {}", position + 1, kNames[index(column)], what));
}

}  // namespace warpmark
