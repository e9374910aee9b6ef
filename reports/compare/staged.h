#pragma once

#include "reports/compare/comparison.h"

#include <vector>

// Comparing in two stages: few runs of all cases pick candidates, fresh runs judge these.
namespace warpmark {

/// The cases that may have changed: |ln ratio| at least two thirds of ln(1 + margin), p < 10 %.
std::vector<RecordedRuns::Key> candidates(const Comparison& screening);

/// Of a side only the cases with these keys; canaries stay.
RecordedRuns only(RecordedRuns side, const std::vector<RecordedRuns::Key>& keys);

/// The screening, but for its candidates, whose verdicts are those of `confirmation`: runs that the
/// screening has not seen, so that what it picked them for does not count twice. A candidate that
/// these gave no times is inconclusive.
Comparison confirmed(Comparison screening, const Comparison& confirmation, bool strict);

}  // namespace warpmark
