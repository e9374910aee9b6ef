#include "reports/compare/multiplicity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace warpmark {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;

// The fifteen p of Benjamini and Hochberg's own example (1995, §3): four are significant at 5 %.
TEST(Multiplicity, FindsWhatThePaperFinds) {
  const std::vector<double> q =
      q_values({0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
                0.4262, 0.5719, 0.6528, 0.7590, 1.0000});
  EXPECT_EQ(std::count_if(q.begin(), q.end(), [](double value) { return value <= 0.05; }), 4);
  EXPECT_NEAR(q[0], 0.0015, 1e-12);
  EXPECT_NEAR(q[3], 0.0095 * 15 / 4, 1e-12);
}

TEST(Multiplicity, QIsMonotoneAndInTheOrderOfP) {
  EXPECT_THAT(
      q_values({0.04, 0.01, 0.03}),
      ElementsAre(DoubleNear(0.04, 1e-12), DoubleNear(0.03, 1e-12), DoubleNear(0.04, 1e-12)));
  EXPECT_THAT(q_values({}), ElementsAre());
  EXPECT_THAT(q_values({1, 1}), ElementsAre(1, 1));
}

TEST(Multiplicity, SmallestPIsOfTheMostExtremeOrder) {
  EXPECT_THAT(smallest_p(1, 1), DoubleEq(1));
  EXPECT_NEAR(smallest_p(3, 3), 0.1, 1e-15);
  EXPECT_NEAR(smallest_p(5, 5), 2.0 / 252, 1e-15);
  EXPECT_NEAR(smallest_p(8, 8), 2.0 / 12870, 1e-15);
  EXPECT_NEAR(smallest_p(1, 8), 2.0 / 9, 1e-15);
  EXPECT_NEAR(smallest_p(60, 3) * 63 * 62 * 61 / 6, 2, 1e-12);
}

TEST(Multiplicity, RunsToFindOneAmongManyCases) {
  EXPECT_EQ(runs_to_find_one(1), 4);
  EXPECT_EQ(runs_to_find_one(6), 5);
  EXPECT_EQ(runs_to_find_one(7), 6);
  EXPECT_EQ(runs_to_find_one(23), 6);
  EXPECT_EQ(runs_to_find_one(85), 7);
  EXPECT_EQ(runs_to_find_one(321), 8);
}

TEST(Multiplicity, RunsNeededGrowWithTheSquareOfTheNoise) {
  EXPECT_EQ(runs_needed(0, 0.03, 1), 4);
  EXPECT_EQ(runs_needed(0.02, 0.03, 1), 8);  // 2 (2.8 · 2/3)² 1.05 = 7.3
  EXPECT_EQ(runs_needed(0.04, 0.03, 1), 30);
  EXPECT_NEAR(detectable(0.02, 8), 2.8 * 0.02 * std::sqrt(2.1 / 8), 1e-15);
  EXPECT_EQ(runs_needed(0.02, detectable(0.02, 30) * 1.0001, 1), 30);
}

}  // namespace
}  // namespace warpmark
