#pragma once

#include "harness/result.h"
#include "harness/spec.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace warpmark {

// How a value is written in a field. Missing values and NaN are empty; numbers are the shortest
// text that reads back as the same number; booleans are 0 or 1.
std::string csv_text(double value);
std::string csv_text(std::int64_t value);
std::string csv_text(const std::string& value);
std::string csv_text(Status value);
std::string csv_text(const Result::Number& value);
std::string csv_text(const Result::Count& value);
std::string csv_text(const Result::Flag& value);
std::string csv_text(const Value& value);

/// RFC 4180: fields between commas, quoted only where they must be; ends with a line feed.
std::string csv_line(const std::vector<std::string>& fields);

/// What the specs add to the fixed columns, in catalog order: known before the first row.
struct DeclaredColumns {
  std::vector<std::string> axes;      // without dtype, which has a fixed column
  std::vector<std::string> counters;  // without the c_
};

DeclaredColumns declared_columns(const std::vector<BenchmarkSpec>& catalog);

}  // namespace warpmark
