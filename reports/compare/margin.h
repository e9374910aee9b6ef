#pragma once

#include "reports/compare/noise.h"
#include "reports/compare/recorded_runs.h"

#include <optional>
#include <string_view>

namespace warpmark {

/// The smallest change of a case's time that matters, and what ruled it.
struct Margin {
  double part = 0;                 // of the base's time: 0.03 for 3 %
  std::string_view from = "rule";  // or "timer", "calibrated", "pooled"
};

/// 3 % of what a GPU computes from its own memory, 5 % of what a CPU, a transfer or training takes
/// part in; and never less than two steps of the timer, which a sample's iterations share.
Margin margin(const RecordedCase& recorded, double median_s);

/// The margin, not below what chance gives m runs against n: q95 · √((1/m + 1/n)/2) of the
/// logarithm. (The difference of the centres of m and n runs that scatter by s has the deviation
/// √(1/m + 1/n) s; that of a pair of runs, which q95 is of, √2 s.)
Margin raised(Margin margin, const NoiseFloor& floor, std::size_t m, std::size_t n);

/// The |ln ratio| that single runs of the same program exceed in at most one of 20 comparisons of
/// so many cases: t(K − 1, 1 − 0.05/(2 cases)) · rms · √(1 + 1/K), of K pairs and Student's t. None
/// below two pairs.
std::optional<double> prediction_bound(const NoiseFloor& floor, std::size_t cases);

}  // namespace warpmark
