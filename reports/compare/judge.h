#pragma once

#include "reports/compare/comparison.h"

namespace warpmark {

/// Fills in `cases`, `shifted` and `design`.
void judge(Comparison& comparison, const RecordedRuns& base, const RecordedRuns& fresh,
           const CompareOptions& options);

}  // namespace warpmark
