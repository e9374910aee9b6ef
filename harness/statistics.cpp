#include "harness/statistics.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace warpmark {
namespace {

/// P(Binomial(n, 1/2) = k).
double binomial_half(double n, double k) {
  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) -
                  n * std::log(2.0));
}

}  // namespace

std::optional<Interval> median_interval(std::span<const double> sorted) {
  const auto n = static_cast<double>(sorted.size());
  // The k-th smallest and k-th largest miss the median with probability 2 P(B < k).
  std::size_t k = 0;
  for (double miss = 0; k < sorted.size() / 2; ++k) {
    miss += 2 * binomial_half(n, static_cast<double>(k));
    if (miss > 0.05) break;
  }
  if (k == 0) return std::nullopt;
  return Interval{sorted[k - 1], sorted[sorted.size() - k]};
}

double quantile(std::span<const double> sorted, double q) {
  const double position = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double weight = position - static_cast<double>(below);
  return sorted[below] + weight * (sorted[above] - sorted[below]);
}

double nearest_rank(std::span<const double> sorted, double q) {
  const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(sorted.size())));
  return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

Summary summarise(std::span<const double> values, double resolution) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  Summary s;
  s.median = quantile(sorted, 0.5);
  s.minimum = sorted.front();
  s.maximum = sorted.back();
  s.q1 = quantile(sorted, 0.25);
  s.q3 = quantile(sorted, 0.75);
  if (sorted.size() >= 20) s.p95 = nearest_rank(sorted, 0.95);
  if (sorted.size() >= 100) s.p99 = nearest_rank(sorted, 0.99);
  s.median_interval = median_interval(sorted);
  if (s.median_interval) {
    s.median_interval->low = std::min(s.median_interval->low, std::max(0.0, s.median - resolution));
    s.median_interval->high = std::max(s.median_interval->high, s.median + resolution);
  }
  return s;
}

}  // namespace warpmark
