#include "reports/compare/margin.h"

#include "reports/compare/student.h"

#include <cmath>

namespace warpmark {

Margin margin(const RecordedCase& recorded, double median_s) {
  const bool kernel =
      recorded.timing == "cold" || recorded.timing == "hot" || recorded.timing == "graph";
  const bool gpu = recorded.device == "gpu";
  // Steps of CUDA events (about 0.5 µs) and of the CPU's clock (tens of nanoseconds), twice.
  const double timer_s = gpu ? 1e-6 : 1e-7;
  const double timer = timer_s / recorded.iterations / median_s;
  const double rule = gpu && kernel ? 0.03 : 0.05;
  return timer > rule ? Margin{timer, "timer"} : Margin{rule, "rule"};
}

Margin raised(Margin margin, const NoiseFloor& floor, std::size_t m, std::size_t n) {
  const double share = std::sqrt((1 / static_cast<double>(m) + 1 / static_cast<double>(n)) / 2);
  const double part = std::expm1(floor.q95 * share);
  if (part <= margin.part) return margin;
  return {part, floor.pooled ? "pooled" : "calibrated"};
}

std::optional<double> prediction_bound(const NoiseFloor& floor, std::size_t cases) {
  constexpr double kOutside = 0.05;
  if (floor.pairs < 2) return std::nullopt;
  const double t = student_bound(kOutside / static_cast<double>(cases), floor.pairs - 1);
  return t * floor.rms * std::sqrt(1 + 1 / static_cast<double>(floor.pairs));
}

}  // namespace warpmark
