#pragma once

#include <optional>
#include <span>

namespace warpmark {

struct Interval {
  double low = 0, high = 0;
};

/// What a row says of its samples, in seconds. Quantiles that the number of samples cannot carry
/// are empty: the interval below 6 samples, p95 below 20, p99 below 100.
struct Summary {
  double median = 0, minimum = 0, maximum = 0, q1 = 0, q3 = 0;
  std::optional<double> p95, p99;
  std::optional<Interval> median_interval;
};

/// The two order statistics that enclose the median with at least 95 % confidence whatever the
/// distribution: the largest k with 2 P(Binomial(n, 1/2) < k) ≤ 5 %. `sorted` ascending; empty
/// below 6 values. (W. J. Conover, Practical Nonparametric Statistics, 3rd ed., §3.2.)
std::optional<Interval> median_interval(std::span<const double> sorted);

/// Quantile by linear interpolation between order statistics (Hyndman and Fan's type 7).
double quantile(std::span<const double> sorted, double q);

/// The smallest value that at least a fraction q of the values do not exceed (nearest rank).
double nearest_rank(std::span<const double> sorted, double q);

/// `values` in any order, at least one. The interval is made no narrower than ±`resolution`.
Summary summarise(std::span<const double> values, double resolution);

}  // namespace warpmark
