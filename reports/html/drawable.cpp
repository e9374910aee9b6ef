#include "reports/html/drawable.h"

#include "harness/error.h"
#include "harness/timing.h"

#include <cmath>

namespace warpmark::html {
namespace {

class Checker {
 public:
  explicit Checker(const CsvTable& table) : table_(table) {}

  void operator()(const char* column, const Result::Number& value) const {
    if (value && !std::isfinite(*value)) table_.fail_at(0, column, "is not finite");
  }
  template <class Other>
  void operator()(const char*, const Other&) const {}

  void check(const Result& row) const {
    for (const char* column : {"run_id", "benchmark", "case_id", "case_hash"}) {
      if (table_.text(0, column).empty()) table_.fail_at(0, column, "is empty");
    }
    if (row.fingerprint.empty()) {
      table_.fail_at(0, "fingerprint", "is empty: of what machine is the row true?");
    }
    visit_columns(row, *this);
    for (const auto& [name, value] : row.counters) {
      (*this)(("c_" + name).c_str(), Result::Number(value));
    }
    check_times(row);
  }

 private:
  void check_times(const Result& row) const {
    const bool used = row.status == Status::ok && row.verified.value_or(true) &&
                      row.valid.value_or(true) && !row.profiled.value_or(false);
    if (used && !row.median_s) table_.fail_at(0, "median_s", "is empty");
    if (row.median_s.value_or(1) <= 0) table_.fail_at(0, "median_s", "is no time above 0");
    if (row.ci_lo_s.value_or(1) <= 0) table_.fail_at(0, "ci_lo_s", "is no time above 0");
    try {
      parse_timing(row.timing);
    } catch (const UsageError& error) {
      table_.fail_at(0, "timing", error.what());
    }
  }

  const CsvTable& table_;
};

}  // namespace

void require_drawable(const Result& row, const CsvTable& table) { Checker(table).check(row); }

}  // namespace warpmark::html
