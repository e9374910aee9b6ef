#pragma once

#include "harness/statistics.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace warpmark {

/// How the Mann-Whitney statistic U of two samples of sizes m and n is distributed where both come
/// from one distribution: exactly up to m·n = 2,500 (H. B. Mann and D. R. Whitney, Annals of
/// Mathematical Statistics 18, 1947: N(m,n,u) = N(m−1,n,u−n) + N(m,n−1,u)), above that as the
/// normal distribution with a continuity correction.
class RankDistribution {
 public:
  RankDistribution(int m, int n);

  /// P(U ≤ u).
  double at_most(long u) const;

  /// The largest u with 2 P(U ≤ u) ≤ alpha; empty where even u = 0 is likelier.
  std::optional<long> critical(double alpha) const;

  /// P(U ≤ 0), that sides do not overlap, as at_most(0) has it, without counting all orders.
  static double apart(std::size_t m, std::size_t n);

 private:
  double m_, n_;
  std::vector<double> cumulative_;  // P(U ≤ u), of the exact one
};

/// A million differences a case.
inline constexpr std::size_t kMostRuns = 1000;

/// Throws InvalidInput, naming `what`, for more runs on a side than that.
void check_runs(const std::string& what, std::size_t base, std::size_t fresh);

/// What two samples say of the shift between the distributions that they come from.
struct Shift {
  double estimate = 0;                      // Hodges and Lehmann: the median of all differences
  double p = 1;                             // two-sided
  std::optional<Interval> interval_95_pct;  // none: no interval from so few values has 95 %
  std::optional<Interval> interval_90_pct;
};

/// The exact Mann-Whitney test and the intervals that invert it; keeps the distributions it needed.
class RankTest {
 public:
  /// The shift from `base` to `fresh`, each in any order, at least one value. Ties are resolved to
  /// the less significant side. The interval [d(k), d(mn+1−k)] of the sorted differences has
  /// k − 1 = critical(1 − confidence), so that it excludes 0 just where the test is significant.
  /// (M. Hollander, D. A. Wolfe, E. Chicken, Nonparametric Statistical Methods, 3rd ed., §4.)
  Shift shift(std::span<const double> base, std::span<const double> fresh);

 private:
  const RankDistribution& of(std::size_t m, std::size_t n);

  std::map<std::pair<std::size_t, std::size_t>, RankDistribution> known_;
};

}  // namespace warpmark
