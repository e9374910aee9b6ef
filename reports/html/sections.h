#pragma once

#include "reports/html/page.h"
#include "reports/html/study.h"

// The parts of a report, each a function from what was measured to a section, in a file of its own.
// One that has nothing to show says why.
namespace warpmark::html {

/// What was measured on what, and how many rows ended how.
Section summary(const Study& study);

/// Rows that failed, timed out, were skipped or are not to be used, each with its reason.
Section rows_without_time(const Study& study);

Section speed_ups(const Study& study);
Section rooflines(const Study& study);
Section size_curves(const Study& study);
Section timing_modes(const Study& study);
Section training(const Study& study);

/// Set-up, warm-up, epochs, and what is not timed.
Section phases(const Study& study);

/// The same work on more threads or ranks.
Section scaling(const Study& study);

Section noise(const Study& study);

/// Every case that has a time.
Section all_cases(const Study& study);

Section environments(const Study& study);
Section command_lines(const Study& study);

// The same of a comparison: a column for each side, in which the values of its folders are joined.
Section environments(const std::vector<Side>& sides);
Section command_lines(const std::vector<Side>& sides);

}  // namespace warpmark::html
