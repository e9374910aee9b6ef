#pragma once

#include "reports/compare/comparison.h"

#include <optional>
#include <vector>

namespace warpmark {

/// A case with times on both sides.
struct Tested {
  CaseVerdict* verdict;             // with p, ratio and margin; `same` or `inconclusive` as yet
  double deviation;                 // of the logarithms of runs, about the mean of their side
  std::optional<NoiseFloor> floor;  // none: no noise is known
};

/// What the test says where so many cases were tested: the verdict, its note, runs_needed and q.
void settle(const Tested& test, double q, std::size_t tested);

/// Whether these tests could find a lone change.
Design design(const std::vector<Tested>& tested);

}  // namespace warpmark
