#include "reports/compare/rank_test.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

namespace warpmark {
namespace {

/// P(U ≤ u) by looking at every way to choose which m of the m + n ranks are the first sample's.
double by_enumeration(int m, int n, long u) {
  long of_all = 0, at_most = 0;
  for (unsigned chosen = 0; chosen < 1u << (m + n); ++chosen) {
    if (std::popcount(chosen) != m) continue;
    long pairs = 0, seen = 0;  // pairs in which the first sample's value is the larger
    for (int rank = 0; rank < m + n; ++rank) {
      if (chosen >> rank & 1u)
        pairs += seen;
      else
        ++seen;
    }
    ++of_all;
    at_most += pairs <= u;
  }
  return static_cast<double>(at_most) / static_cast<double>(of_all);
}

TEST(RankDistribution, IsWhatEnumerationGives) {
  for (int m = 1; m <= 6; ++m) {
    for (int n = 1; n <= 6; ++n) {
      const RankDistribution distribution(m, n);
      for (long u = -1; u <= m * n + 1; ++u) {
        ASSERT_NEAR(distribution.at_most(u), by_enumeration(m, n, u), 1e-14) << m << ' ' << n;
      }
    }
  }
}

// Critical values of U, two-sided 5 %: Mann and Whitney's table as in D. J. Sheskin, Handbook of
// Parametric and Nonparametric Statistical Procedures, table A11.
TEST(RankDistribution, HasThePublishedCriticalValues) {
  EXPECT_EQ(RankDistribution(3, 3).critical(0.05), std::nullopt);
  EXPECT_EQ(RankDistribution(4, 4).critical(0.05), 0);
  EXPECT_EQ(RankDistribution(5, 5).critical(0.05), 2);
  EXPECT_EQ(RankDistribution(5, 8).critical(0.05), 6);
  EXPECT_EQ(RankDistribution(8, 8).critical(0.05), 13);
  EXPECT_EQ(RankDistribution(10, 10).critical(0.05), 23);
  EXPECT_EQ(RankDistribution(12, 12).critical(0.05), 37);
  EXPECT_EQ(RankDistribution(20, 20).critical(0.05), 127);
}

TEST(RankDistribution, MeetsABoundExactly) {
  EXPECT_EQ(RankDistribution(3, 3).critical(0.10), 0);  // 2 / C(6, 3) = 10 %
}

// Orders are counted whatever the sides, as long as there are few differences.
TEST(RankDistribution, SixtyAgainstThreeIsCounted) {
  const double orders = 63.0 * 62 * 61 / 6;
  EXPECT_NEAR(RankDistribution(60, 3).at_most(0) * orders, 1, 1e-12);
  EXPECT_NEAR(RankDistribution(3, 60).at_most(1) * orders, 2, 1e-12);
  std::vector<double> many(60), few = {100, 101, 102};
  std::iota(many.begin(), many.end(), 0);
  RankTest test;
  EXPECT_NEAR(test.shift(many, few).p * orders, 2, 1e-12);
  EXPECT_NEAR(test.shift(few, many).p * orders, 2, 1e-12);
}

TEST(RankDistribution, SidesApartAreAsLikelyAsItSays) {
  for (const auto& [m, n] :
       {std::pair{1, 1}, {3, 5}, {8, 8}, {60, 3}, {3, 60}, {50, 50}, {51, 51}, {900, 3}}) {
    const double p = RankDistribution(m, n).at_most(0);
    EXPECT_NEAR(RankDistribution::apart(m, n) / p, 1, 1e-9) << m << ' ' << n;
  }
}

TEST(RankDistribution, NormalAboveFiftyAgreesWithTheExactOneBelow) {
  const RankDistribution exact(50, 50), normal(51, 51);
  for (const double z : {-3.0, -2.0, -1.0, 0.0, 1.0}) {
    const auto at = [&](double n) {
      return std::lround(n * n / 2 + z * std::sqrt(n * n * (2 * n + 1) / 12));
    };
    EXPECT_NEAR(exact.at_most(at(50)), normal.at_most(at(51)), 3e-3) << z;
  }
}

// The example in the documentation of scipy.stats.mannwhitneyu (scipy 1.7 and later), which is
// that of the Wikipedia article's sources: p = 0.1111111111111111 with method="exact".
TEST(RankTest, AgreesWithScipysExample) {
  const std::vector<double> males = {19, 22, 16, 29, 24}, females = {20, 11, 17, 12};
  EXPECT_NEAR(RankTest().shift(males, females).p, 0.1111111111111111, 1e-15);
}

// Sides without an overlap are the least likely of the C(m + n, n) orders, and their mirror image.
TEST(RankTest, SidesApartHaveTheSmallestP) {
  RankTest test;
  double orders = 1;  // C(2n, n)
  for (int n = 1; n <= 20; ++n) {
    orders *= 2.0 * (2 * n - 1) / n;
    std::vector<double> a(n), b(n);
    for (int i = 0; i < n; ++i) a[i] = i, b[i] = 100 + i;
    EXPECT_NEAR(test.shift(a, b).p * orders / std::min(2.0, orders), 1, 1e-12) << n;
  }
  const std::vector<double> three = {1, 2, 3}, five = {4, 5, 6, 7, 8};
  EXPECT_NEAR(test.shift(three, five).p, 2.0 / 56, 1e-15);
  EXPECT_NEAR(test.shift(five, three).p, 2.0 / 56, 1e-15);
}

TEST(RankTest, SidesMirror) {
  const std::vector<double> a = {0, 0.01, 0.02, 0.015, 0.03}, b = {0.05, 0.04, 0.06, 0.07};
  RankTest test;
  const Shift there = test.shift(a, b), back = test.shift(b, a);
  EXPECT_DOUBLE_EQ(there.p, back.p);
  EXPECT_DOUBLE_EQ(there.estimate, -back.estimate);
  EXPECT_DOUBLE_EQ(there.interval_95_pct->low, -back.interval_95_pct->high);
  EXPECT_NEAR(there.p, 2.0 / 126, 1e-15);
}

TEST(RankTest, TiesAreNoEvidence) {
  RankTest test;
  const std::vector<double> same(8, 1.0), more = {1, 1, 1, 1, 2, 2, 2, 2};
  EXPECT_EQ(test.shift(same, same).p, 1);
  EXPECT_EQ(test.shift(same, more).p, 1);
  const Shift of_one = test.shift(std::vector{1.0}, std::vector{2.0});
  EXPECT_EQ(of_one.p, 1);
  EXPECT_EQ(of_one.estimate, 1);
  EXPECT_FALSE(of_one.interval_90_pct);
}

TEST(RankTest, IntervalInvertsTheTest) {
  std::mt19937 random(5);
  std::normal_distribution<double> normal;
  RankTest test;
  for (int trial = 0; trial < 300; ++trial) {
    std::vector<double> a(4 + trial % 5), b(4 + trial % 4);
    for (double& value : a) value = normal(random);
    for (double& value : b) value = 1.5 + normal(random);
    const Shift shift = test.shift(a, b);
    ASSERT_TRUE(shift.interval_95_pct);
    EXPECT_EQ(shift.interval_95_pct->low > 0 || shift.interval_95_pct->high < 0, shift.p <= 0.05);
    EXPECT_EQ(shift.interval_90_pct->low > 0 || shift.interval_90_pct->high < 0, shift.p <= 0.10);
    EXPECT_LE(shift.interval_95_pct->low, shift.interval_90_pct->low);
    EXPECT_LE(shift.interval_90_pct->low, shift.estimate);
  }
}

// 10⁴ series without a change: how often the test errs is at most what it says, and three standard
// deviations of counting; the interval holds the truth as often as it says.
TEST(RankTest, ErrsNoMoreOftenThanItSays) {
  constexpr int kTrials = 10000;
  std::mt19937 random(7);
  std::lognormal_distribution<double> skewed(0, 0.02);
  std::bernoulli_distribution slow(0.15);
  RankTest test;
  for (const int runs : {5, 8}) {
    int wrong = 0, held = 0;
    for (int trial = 0; trial < kTrials; ++trial) {
      std::vector<double> a(runs), b(runs);
      for (auto* side : {&a, &b}) {
        for (double& value : *side) value = std::log(skewed(random) * (slow(random) ? 1.03 : 1));
      }
      const Shift shift = test.shift(a, b);
      wrong += shift.p <= 0.05;
      held += shift.interval_95_pct->low <= 0 && shift.interval_95_pct->high >= 0;
    }
    EXPECT_LE(wrong, kTrials * 0.05 + 3 * std::sqrt(kTrials * 0.05 * 0.95)) << runs;
    EXPECT_GE(held, kTrials * 0.93) << runs;
  }
}

}  // namespace
}  // namespace warpmark
