#include "reports/compare/margin.h"

#include "harness/error.h"
#include "reports/compare/student.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace warpmark {
namespace {

Margin rule(const RecordedCase& recorded) {
  const bool kernel =
      recorded.timing == "cold" || recorded.timing == "hot" || recorded.timing == "graph";
  return {recorded.device == "gpu" && kernel ? 0.03 : 0.05, "rule"};
}

}  // namespace

MarginOption parse_margin(const std::string& text) {
  const std::size_t equals = std::min(text.find('='), text.size());
  double percent = 0;
  const char* stop = text.data() + equals;
  const auto [end, error] = std::from_chars(text.data(), stop, percent);
  if (error != std::errc() || end != stop || !(percent > 0 && percent <= 1000)) {
    throw UsageError("--margin " + text + ": '" + text.substr(0, equals) +
                     "' is no percentage above 0 and up to 1000");
  }
  const std::string cases = equals < text.size() ? text.substr(equals + 1) : "";
  return {percent / 100, Pattern(cases, "--margin " + text.substr(0, equals))};
}

Margin margin(const RecordedCase& recorded, const std::string& case_id, double median_s,
              const std::vector<MarginOption>& options) {
  const auto asked = std::find_if(options.begin(), options.end(), [&](const MarginOption& option) {
    return option.cases.found_in(case_id);
  });
  const Margin wanted = asked == options.end() ? rule(recorded) : Margin{asked->part, "option"};
  // Steps of CUDA events (about 0.5 µs) and of the CPU's clock (tens of nanoseconds), twice.
  const double timer_s = recorded.device == "gpu" ? 1e-6 : 1e-7;
  if (!recorded.iterations) return wanted;
  const double timer = timer_s / *recorded.iterations / median_s;
  return timer > wanted.part ? Margin{timer, "timer"} : wanted;
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
