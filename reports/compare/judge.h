#pragma once

#include "reports/compare/comparison.h"

namespace warpmark {

/// The smallest change of a case's time that matters, as a part of it: 3 % of what a GPU computes
/// from its own memory, 5 % of what a CPU, a transfer or training takes part in; and never less
/// than two steps of the timer, which a sample's iterations share.
double margin(const RecordedCase& recorded, double median_s);

/// Fills in `cases`, `shifted` and `design`.
void judge(Comparison& comparison, const RecordedRuns& base, const RecordedRuns& fresh);

}  // namespace warpmark
