#pragma once

#include "harness/result.h"
#include "reports/csv_table.h"

namespace warpmark {

/// A row of results.csv as it was written, without its samples. Throws InvalidInput naming file,
/// line and column.
Result read_result(const CsvTable& table, std::size_t row);

}  // namespace warpmark
