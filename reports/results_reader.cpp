#include "reports/results_reader.h"

#include "harness/error.h"

namespace warpmark {
namespace {

/// A field of one row, read as what the column holds.
class Field {
 public:
  Field(const CsvTable& table, std::size_t row, const char* column)
      : table_(table), row_(row), column_(column) {}

  void into(std::string& out) const { out = text(); }
  void into(std::int64_t& out) const { out = static_cast<std::int64_t>(number().value_or(0)); }
  void into(Status& out) const { out = parse_status(text()); }
  void into(Result::Number& out) const { out = number(); }
  void into(Result::Count& out) const {
    if (const auto value = number()) out = static_cast<std::int64_t>(*value);
  }
  void into(Result::Flag& out) const {
    if (const auto value = number()) out = *value != 0;
  }

 private:
  const std::string& text() const { return table_.text(row_, column_); }
  std::optional<double> number() const { return table_.number(row_, column_); }

  const CsvTable& table_;
  std::size_t row_;
  const char* column_;
};

Value value_of(const std::string& text) {
  const bool size = text.find_first_not_of("0123456789") == std::string::npos;
  if (size) return static_cast<std::int64_t>(std::stoll(text));
  return text;
}

}  // namespace

Result read_result(const CsvTable& table, std::size_t row) {
  Result result;
  visit_columns(result,
                [&](const char* column, auto& field) { Field(table, row, column).into(field); });
  for (const std::string& column : table.header()) {
    const std::string& text = table.text(row, column);
    if (text.empty()) continue;
    if (column.starts_with("p_")) result.point[column.substr(2)] = value_of(text);
    if (column.starts_with("c_")) result.counters[column.substr(2)] = *table.number(row, column);
  }
  return result;
}

}  // namespace warpmark
