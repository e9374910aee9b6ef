#include "reports/results_reader.h"

#include "harness/error.h"
#include "harness/limit.h"
#include "reports/ceilings.h"

#include <fmt/format.h>

namespace warpmark {
namespace {

/// A field of one row, read as what the column holds.
class Field {
 public:
  Field(const CsvTable& table, std::size_t row, const char* column)
      : table_(table), row_(row), column_(column) {}

  void into(std::string& out) const { out = text(); }
  void into(std::int64_t& out) const { out = integer().value_or(0); }
  void into(Status& out) const try {
    out = parse_status(text());
  } catch (const InvalidInput& error) {
    table_.fail_at(row_, column_, error.what());
  }
  void into(Result::Number& out) const { out = table_.number(row_, column_); }
  void into(Result::Count& out) const { out = integer(); }
  void into(Result::Flag& out) const {
    if (text().empty()) return;
    if (text() != "0" && text() != "1") {
      table_.fail_at(row_, column_, fmt::format("'{}' is neither 0 nor 1", text()));
    }
    out = text() == "1";
  }

 private:
  const std::string& text() const { return table_.text(row_, column_); }
  std::optional<std::int64_t> integer() const { return table_.integer(row_, column_); }

  const CsvTable& table_;
  std::size_t row_;
  const char* column_;
};

Value value_of(const CsvTable& table, std::size_t row, const std::string& column) {
  const std::string& text = table.text(row, column);
  if (text.find_first_not_of("0123456789") == std::string::npos) return *table.integer(row, column);
  return text;
}

void check_schema(const Result& result, const CsvTable& table, std::size_t row) {
  if (result.schema_version == Result().schema_version) return;
  table.fail_at(row, "schema_version",
                fmt::format("'{}' is unknown: {} is read", table.text(row, "schema_version"),
                            Result().schema_version));
}

/// Nobody knows what a canary measured that does not say so.
void check_limit(const Result& canary, const CsvTable& table, std::size_t row) try {
  if (canary.point.contains("limit"))
    parse_limit(text(canary.point.at("limit")));
  else
    table.fail_at(row, "p_limit", "is empty");
} catch (const UsageError& error) {
  table.fail_at(row, "p_limit", error.what());
}

}  // namespace

Result read_result(const CsvTable& table, std::size_t row) {
  Result result;
  visit_columns(result,
                [&](const char* column, auto& field) { Field(table, row, column).into(field); });
  check_schema(result, table, row);
  for (const std::string& column : table.header()) {
    if (table.text(row, column).empty()) continue;
    if (column.starts_with("p_")) result.point[column.substr(2)] = value_of(table, row, column);
    if (column.starts_with("c_")) result.counters[column.substr(2)] = *table.number(row, column);
  }
  if (is_canary(result)) check_limit(result, table, row);
  return result;
}

}  // namespace warpmark
