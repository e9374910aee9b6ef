#pragma once

#include "harness/result.h"
#include "reports/csv_table.h"

namespace warpmark::html {

/// Throws InvalidInput naming file, line and column where the row, the table's last one read, holds
/// what cannot be drawn and this program never writes: numbers that are not finite, times that are
/// none, an unknown timing; or where it does not say what it is a row of.
void require_drawable(const Result& row, const CsvTable& table);

}  // namespace warpmark::html
