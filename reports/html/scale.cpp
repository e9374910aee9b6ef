#include "reports/html/scale.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace warpmark::html {
namespace {

constexpr double kSlack = 1e-9;  // of a step: what rounding may add

/// 1, 2 or 5 times a power of ten that is not smaller.
double round_step(double step) {
  const double power = std::pow(10, std::floor(std::log10(step)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (step <= factor * power * (1 + kSlack)) return factor * power;
  }
  return 10 * power;
}

/// 1, 2 or 5 times a power of ten, from `low` to `high`.
std::vector<double> one_two_five(double low, double high) {
  std::vector<double> values;
  for (int power = static_cast<int>(std::floor(std::log10(low)));
       std::pow(10, power) <= high * (1 + kSlack); ++power) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double value = factor * std::pow(10, power);
      if (value >= low * (1 - kSlack) && value <= high * (1 + kSlack)) values.push_back(value);
    }
  }
  return values;
}

}  // namespace

void Range::add(double value) {
  if (!std::isfinite(value)) return;
  if (empty()) low = high = value;
  low = std::min(low, value);
  high = std::max(high, value);
}

Scale::Scale(Kind kind, Range values, double begin, double end)
    : kind_(kind), low_(values.low), high_(values.high), begin_(begin), end_(end) {
  if (values.empty()) low_ = high_ = 1;
  if (kind == Kind::logarithmic) {
    constexpr double kSmallest = 1e-300, kLargest = 1e300;  // so that no power overflows
    low_ = std::clamp(low_, kSmallest, kLargest);
    high_ = std::clamp(high_, low_, kLargest);
    const auto candidates = one_two_five(low_ / 10, high_ * 10);
    low_ = *(std::upper_bound(candidates.begin(), candidates.end(), low_ * (1 + kSlack)) - 1);
    high_ = *std::lower_bound(candidates.begin(), candidates.end(), high_ * (1 - kSlack));
    if (low_ == high_) low_ /= 2, high_ *= 2;
    return;
  }
  if (low_ == high_) low_ -= std::max(1.0, std::abs(low_)) / 2, high_ = 2 * high_ - low_;
  const double step = round_step((high_ - low_) / 5);
  low_ = step * std::floor(low_ / step + kSlack);
  high_ = step * std::ceil(high_ / step - kSlack);
}

double Scale::operator()(double value) const {
  const double part = kind_ == Kind::linear ? (value - low_) / (high_ - low_)
                                            : std::log(value / low_) / std::log(high_ / low_);
  return begin_ + part * (end_ - begin_);
}

std::vector<double> Scale::ticks(int most) const {
  if (kind_ == Kind::linear) {
    const double step = round_step((high_ - low_) / most);
    std::vector<double> values;
    for (double n = std::ceil(low_ / step - kSlack); n * step <= high_ + kSlack * step; ++n) {
      values.push_back(n * step + 0.0);  // no -0
    }
    return values;
  }
  std::vector<double> values = one_two_five(low_, high_);
  if (static_cast<int>(values.size()) <= most) return values;
  std::erase_if(values, [](double value) {
    const double power = std::log10(value);
    return std::abs(power - std::round(power)) > 0.01;
  });
  const auto every = (static_cast<int>(values.size()) + most - 1) / most;
  std::erase_if(values, [&](double value) {
    return static_cast<int>(std::lround(std::log10(value) - std::log10(values.front()))) % every !=
           0;
  });
  return values;
}

}  // namespace warpmark::html
