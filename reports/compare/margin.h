#pragma once

#include "harness/pattern.h"
#include "reports/compare/noise.h"
#include "reports/compare/recorded_runs.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace warpmark {

/// The smallest change of a case's time that matters, and what ruled it.
struct Margin {
  double part = 0;                 // of the base's time: 0.03 for 3 %
  std::string_view from = "rule";  // or "option", "timer", "calibrated", "pooled"
};

/// What somebody asked for in place of the rule, for the cases in which the pattern is found.
struct MarginOption {
  double part = 0;
  Pattern cases;
};

/// Reads what follows --margin, in percent: "2", "2.5=REGEX". Throws UsageError.
MarginOption parse_margin(const std::string& text);

/// The first option that is meant for the case; else 3 % of what a GPU computes from its own
/// memory, 5 % of what a CPU, a transfer or training takes part in. Never less than two steps of
/// the timer, which a sample's iterations share.
Margin margin(const RecordedCase& recorded, const std::string& case_id, double median_s,
              const std::vector<MarginOption>& options);

/// The margin, not below what chance gives m runs against n: q95 · √((1/m + 1/n)/2) of the
/// logarithm. (The difference of the centres of m and n runs that scatter by s has the deviation
/// √(1/m + 1/n) s; that of a pair of runs, which q95 is of, √2 s.)
Margin raised(Margin margin, const NoiseFloor& floor, std::size_t m, std::size_t n);

/// The |ln ratio| that single runs of the same program exceed in at most one of 20 comparisons of
/// so many cases: t(K − 1, 1 − 0.05/(2 cases)) · rms · √(1 + 1/K), of K pairs and Student's t. None
/// below two pairs.
std::optional<double> prediction_bound(const NoiseFloor& floor, std::size_t cases);

}  // namespace warpmark
