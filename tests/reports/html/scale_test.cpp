#include "reports/html/scale.h"

#include <gmock/gmock.h>

#include <cmath>

namespace warpmark::html {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

Range range(double low, double high) {
  Range range;
  range.add(high);
  range.add(low);
  return range;
}

TEST(ScaleTest, LinearReachesFromTickToTick) {
  const Scale scale(Scale::Kind::linear, range(0.3, 9.1), 0, 100);
  EXPECT_EQ(scale.low(), 0);
  EXPECT_EQ(scale.high(), 10);
  EXPECT_EQ(scale(5), 50);
  EXPECT_THAT(scale.ticks(5), ElementsAre(0, 2, 4, 6, 8, 10));
}

TEST(ScaleTest, LogarithmicGivesEachDecadeTheSameLength) {
  const Scale scale(Scale::Kind::logarithmic, range(1.5e-6, 0.9e-3), 300, 0);
  EXPECT_DOUBLE_EQ(scale.low(), 1e-6);
  EXPECT_DOUBLE_EQ(scale.high(), 1e-3);
  EXPECT_NEAR(scale(1e-5), 200, 1e-9);
  EXPECT_THAT(scale.ticks(6), Pointwise(DoubleNear(1e-12), {1e-6, 1e-5, 1e-4, 1e-3}));
}

TEST(ScaleTest, AFewDecadesHaveTicksBetween) {
  const Scale scale(Scale::Kind::logarithmic, range(1, 10), 0, 1);
  EXPECT_THAT(scale.ticks(6), Pointwise(DoubleNear(1e-9), {1.0, 2.0, 5.0, 10.0}));
}

TEST(ScaleTest, ManyDecadesLeaveSomeOut) {
  const Scale scale(Scale::Kind::logarithmic, range(1e-9, 1e9), 0, 1);
  EXPECT_LE(scale.ticks(6).size(), 6U);
}

TEST(ScaleTest, OneValueHasRoomOnBothSides) {
  for (const auto kind : {Scale::Kind::linear, Scale::Kind::logarithmic}) {
    const Scale scale(kind, range(5, 5), 0, 100);
    EXPECT_GT(scale(5), 0);
    EXPECT_LT(scale(5), 100);
  }
}

TEST(ScaleTest, NothingThatCannotBeDrawnGetsInTheWay) {
  Range nothing, wild;
  nothing.add(std::nan(""));
  for (const double value : {-1.0, 0.0, 1e308, HUGE_VAL}) wild.add(value);
  EXPECT_EQ(wild.high, 1e308);
  for (const auto kind : {Scale::Kind::linear, Scale::Kind::logarithmic}) {
    EXPECT_FALSE(Scale(kind, nothing, 0, 100).ticks(6).empty());
    EXPECT_LE(Scale(kind, wild, 0, 100).ticks(6).size(), 12U);
  }
}

}  // namespace
}  // namespace warpmark::html
