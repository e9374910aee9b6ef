#include "reports/csv.h"

#include "harness/row.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace warpmark {
namespace {

template <class Number>
std::string shortest(Number value) {
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.begin(), buffer.end(), value).ptr;
  return std::string(buffer.begin(), end);
}

template <class Optional>
std::string text_or_empty(const Optional& value) {
  return value ? csv_text(*value) : std::string();
}

std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

void append_new(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

}  // namespace

std::string csv_text(double value) { return std::isnan(value) ? std::string() : shortest(value); }
std::string csv_text(std::int64_t value) { return shortest(value); }
std::string csv_text(const std::string& value) { return value; }
std::string csv_text(Status value) { return std::string(name(value)); }
std::string csv_text(const Result::Number& value) { return text_or_empty(value); }
std::string csv_text(const Result::Count& value) { return text_or_empty(value); }
std::string csv_text(const Result::Flag& value) { return value ? (*value ? "1" : "0") : ""; }
std::string csv_text(const Value& value) { return text(value); }

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& text : fields) {
    if (!line.empty() || &text != &fields.front()) line += ',';
    line += field(text);
  }
  return line + '\n';
}

DeclaredColumns declared_columns(const std::vector<BenchmarkSpec>& catalog) {
  DeclaredColumns columns;
  for (const BenchmarkSpec& spec : catalog) {
    for (const Axis& axis : spec.axes) {
      if (axis.name != "dtype") append_new(columns.axes, axis.name);
    }
    for (const std::string& counter : spec.counters) append_new(columns.counters, counter);
  }
  for (const std::string& counter : harness_counters()) append_new(columns.counters, counter);
  return columns;
}

}  // namespace warpmark
