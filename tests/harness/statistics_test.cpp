#include "harness/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

namespace warpmark {
namespace {

std::vector<double> ramp(int n) {
  std::vector<double> values(static_cast<std::size_t>(n));
  std::iota(values.begin(), values.end(), 1.0);
  return values;
}

// Ranks of the tabulated two-sided 95 % intervals of the median.
TEST(MedianInterval, MatchesTheTable) {
  const std::vector<std::array<int, 3>> table{{6, 1, 6},   {8, 1, 8},    {9, 2, 8},    {10, 2, 9},
                                              {20, 6, 15}, {40, 14, 27}, {100, 40, 61}};
  for (const auto& [n, low, high] : table) {
    const auto interval = median_interval(ramp(n));
    ASSERT_TRUE(interval) << n;
    EXPECT_EQ(interval->low, low) << n;
    EXPECT_EQ(interval->high, high) << n;
  }
}

TEST(MedianInterval, FiveValuesCarryNone) { EXPECT_FALSE(median_interval(ramp(5))); }

TEST(MedianInterval, HoldsForThousands) {
  const auto interval = median_interval(ramp(5000));
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->low, 2500 - 0.98 * std::sqrt(5000), 2);
}

// Skewed, as times are: the interval must still contain the median 95 times in 100 or more.
TEST(MedianInterval, CoversTheMedianOfASkewedDistribution) {
  std::mt19937_64 random(7);
  std::exponential_distribution<double> exponential(1.0);
  int covered = 0;
  constexpr int kTrials = 4000;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> values(20);
    for (double& v : values) v = exponential(random);
    std::sort(values.begin(), values.end());
    const auto interval = median_interval(values);
    covered += interval->low <= std::log(2.0) && std::log(2.0) <= interval->high;
  }
  EXPECT_GE(covered, 0.95 * kTrials);
  EXPECT_LE(covered, 0.975 * kTrials);  // exact coverage for n = 20 is 95.9 %
}

TEST(Quantile, InterpolatesBetweenOrderStatistics) {
  EXPECT_DOUBLE_EQ(quantile(ramp(4), 0.5), 2.5);
  EXPECT_DOUBLE_EQ(quantile(ramp(5), 0.25), 2);
  EXPECT_DOUBLE_EQ(quantile(ramp(1), 0.75), 1);
}

TEST(NearestRank, IsAMeasuredValue) {
  EXPECT_EQ(nearest_rank(ramp(100), 0.95), 95);
  EXPECT_EQ(nearest_rank(ramp(20), 0.95), 19);
  EXPECT_EQ(nearest_rank(ramp(1000), 0.99), 990);
}

TEST(Summarise, QuantilesThatFewSamplesCannotCarryAreEmpty) {
  const Summary few = summarise(ramp(5), 0);
  EXPECT_EQ(few.median, 3);
  EXPECT_FALSE(few.median_interval);
  EXPECT_FALSE(few.p95);
  EXPECT_FALSE(summarise(ramp(99), 0).p99);
  EXPECT_EQ(*summarise(ramp(100), 0).p99, 99);
}

TEST(Summarise, TheIntervalIsNoNarrowerThanTheClock) {
  const Summary s = summarise(std::vector<double>(50, 1.0), 0.25);
  EXPECT_DOUBLE_EQ(s.median_interval->low, 0.75);
  EXPECT_DOUBLE_EQ(s.median_interval->high, 1.25);
}

}  // namespace
}  // namespace warpmark
