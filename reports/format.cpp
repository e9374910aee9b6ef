#include "reports/format.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace warpmark {
namespace {

/// The power of ten of the first digit of `value`, above 0: 0.025 → -2. Of what overflowed, the
/// largest.
int leading_digit(double value) {
  const double finite = std::isfinite(value) ? value : std::numeric_limits<double>::max();
  return static_cast<int>(std::floor(std::log10(finite)));
}

/// The power of ten of the last digit worth showing.
int last_digit(const Estimate& e) {
  constexpr int kMostDigits = 4, kDigitsUnknown = 2;
  if (e.value <= 0) return 0;
  const int first = leading_digit(e.value);
  if (!e.interval) return first - (kDigitsUnknown - 1);
  const double half_width = (e.interval->high - e.interval->low) / 2;
  const int doubtful = half_width > 0 ? leading_digit(half_width) : first - (kMostDigits - 1);
  return std::clamp(doubtful, first - (kMostDigits - 1), first);
}

std::string round_at(double value, int digit) {
  const double step = std::pow(10.0, digit);
  if (digit > 0) return fmt::format("{:.0f}", std::round(value / step) * step);
  return fmt::format("{:.{}f}", value, -digit);
}

}  // namespace

Estimate Estimate::scaled(double factor) const {
  Estimate result{value * factor, interval};
  if (interval) result.interval = Interval{interval->low * factor, interval->high * factor};
  return result;
}

TimeUnit time_unit(double seconds) {
  if (seconds >= 1) return {"s", 1};
  if (seconds >= 1e-3) return {"ms", 1e3};
  if (seconds >= 1e-6) return {"µs", 1e6};
  return {"ns", 1e9};
}

std::string rounded(const Estimate& estimate) {
  return round_at(estimate.value, last_digit(estimate));
}

std::string rounded_interval(const Estimate& estimate) {
  if (!estimate.interval) return {};
  const int digit = last_digit(estimate);
  return round_at(estimate.interval->low, digit) + "–" + round_at(estimate.interval->high, digit);
}

std::string time_text(const Estimate& seconds) {
  const TimeUnit unit = time_unit(seconds.value);
  return rounded(seconds.scaled(unit.per_second)) + ' ' + unit.name;
}

std::string duration_text(double seconds) {
  const long whole = std::lround(std::ceil(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string amount_text(double amount, const std::string& unit) {
  constexpr std::array<const char*, 7> kPrefixes = {"", "k", "M", "G", "T", "P", "E"};
  std::size_t prefix = 0;
  while (amount >= 999.5 && prefix + 1 < kPrefixes.size()) {
    amount /= 1000;
    ++prefix;
  }
  return fmt::format("{:.3g} {}{}", amount, kPrefixes[prefix], unit);
}

}  // namespace warpmark
