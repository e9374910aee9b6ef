#include "reports/compare/rank_test.h"

#include "harness/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace warpmark {
namespace {

/// Differences up to which orders are counted: as with 50 values a side. Counting takes a quarter
/// of this squared in additions, whatever the sides.
constexpr double kMostCounted = 2500;

bool counted(double m, double n) { return m * n <= kMostCounted; }

/// P(U ≤ u) of the normal distribution that has U's mean and deviation.
double normal_at_most(double u, double m, double n) {
  const double deviation = std::sqrt(m * n * (m + n + 1) / 12);
  return std::erfc(-(u + 0.5 - m * n / 2) / deviation / std::sqrt(2)) / 2;
}

/// How many of the orders of m and n values have U = u, for each u.
std::vector<double> counts(int m, int n) {
  const auto size = static_cast<std::size_t>(m) * n + 1;
  std::vector<std::vector<double>> of(m + 1, std::vector<double>(size));
  for (auto& row : of) row[0] = 1;  // without values on the other side
  for (int j = 1; j <= n; ++j) {
    for (int i = 1; i <= m; ++i) {
      for (std::size_t u = static_cast<std::size_t>(i) * j + 1;
           u-- > static_cast<std::size_t>(j);) {
        of[i][u] += of[i - 1][u - j];
      }
    }
  }
  return of[m];
}

std::optional<Interval> interval(std::span<const double> sorted, std::optional<long> critical) {
  if (!critical) return std::nullopt;
  const auto outside = static_cast<std::size_t>(*critical);
  return Interval{sorted[outside], sorted[sorted.size() - 1 - outside]};
}

double middle(std::span<const double> sorted) {
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

}  // namespace

RankDistribution::RankDistribution(int m, int n) : m_(m), n_(n) {
  if (!counted(m_, n_)) return;
  cumulative_ = counts(m, n);
  std::partial_sum(cumulative_.begin(), cumulative_.end(), cumulative_.begin());
  for (double& value : cumulative_) value /= cumulative_.back();
}

double RankDistribution::at_most(long u) const {
  if (u < 0) return 0;
  if (!cumulative_.empty()) {
    return cumulative_[std::min(static_cast<std::size_t>(u), cumulative_.size() - 1)];
  }
  return normal_at_most(static_cast<double>(u), m_, n_);
}

double RankDistribution::apart(std::size_t m, std::size_t n) {
  const auto a = static_cast<double>(m), b = static_cast<double>(n);
  if (!counted(a, b)) return normal_at_most(0, a, b);
  double orders = 1;  // C(m + n, n)
  for (double i = 1; i <= b; ++i) orders *= (a + i) / i;
  return 1 / orders;
}

std::optional<long> RankDistribution::critical(double alpha) const {
  // A bound that is met exactly, 2/20 of 10 %, is met in floating point too.
  const double most = alpha / 2 * (1 + 1e-12);
  if (at_most(0) > most) return std::nullopt;
  long low = 0, high = static_cast<long>(m_ * n_);
  while (high - low > 1) {
    const long half = low + (high - low) / 2;
    (at_most(half) <= most ? low : high) = half;
  }
  return low;
}

Shift RankTest::shift(std::span<const double> base, std::span<const double> fresh) {
  std::vector<double> differences;
  differences.reserve(base.size() * fresh.size());
  for (const double b : base) {
    for (const double f : fresh) differences.push_back(f - b);
  }
  std::sort(differences.begin(), differences.end());
  const auto below = std::lower_bound(differences.begin(), differences.end(), 0.0);
  const auto above = std::upper_bound(below, differences.end(), 0.0);
  // Ties count with whichever side is fewer, which brings U nearer to its middle.
  const long u = std::min(above - differences.begin(), differences.end() - below);
  const RankDistribution& distribution = of(base.size(), fresh.size());
  return {middle(differences), std::min(1.0, 2 * distribution.at_most(u)),
          interval(differences, distribution.critical(0.05)),
          interval(differences, distribution.critical(0.10))};
}

const RankDistribution& RankTest::of(std::size_t m, std::size_t n) {
  const auto key = std::minmax(m, n);
  return known_.try_emplace(key, static_cast<int>(key.first), static_cast<int>(key.second))
      .first->second;
}

void check_runs(const std::string& what, std::size_t base, std::size_t fresh) {
  const std::size_t most = std::max(base, fresh);
  if (most <= kMostRuns) return;
  throw InvalidInput(
      fmt::format("{}: {} runs on a side, at most {} can be compared", what, most, kMostRuns));
}

}  // namespace warpmark
