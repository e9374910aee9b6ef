// Where windows meet their input, and threads their part of the work.

#include "models/backends/cpu/taps.h"

#include "models/backends/cpu/parts.h"

#include <gtest/gtest.h>

#include <vector>

namespace warpmark::nn::cpu {
namespace {

std::vector<int> all(const Taps& taps) {
  return {taps.of(0), taps.of(0) + taps.out() * taps.window()};
}

TEST(Taps, LieBesideTheInputWhereThePaddingIs) {
  const Taps taps(5, 3, 3, 2, 1);
  EXPECT_EQ(all(taps), (std::vector{-1, 0, 1, 1, 2, 3, 3, 4, -1}));
  EXPECT_FALSE(taps.tile());
  EXPECT_TRUE(Taps(6, 3, 2, 2, 0).tile());
  EXPECT_FALSE(Taps(7, 3, 2, 2, 0).tile());  // one position is left over
}

TEST(Taps, LeadBackToTheOutput) {
  const Taps back = Taps(5, 3, 3, 2, 1).transposed();
  EXPECT_EQ(back.in(), 3);
  EXPECT_EQ(back.out(), 5);
  EXPECT_EQ(all(back), (std::vector{-1, 0, -1, 1, -1, 0, -1, 1, -1, 2, -1, 1, -1, 2, -1}));
}

TEST(Taps, AreInStepWhereAllOfThemMeetTheInput) {
  const auto steps = [](const Taps& taps, Index count) {
    std::vector<Index> out;
    for (Index o = 0; o < taps.out(); ++o) out.push_back(taps.step(o, count));
    return out;
  };
  const Taps taps(6, 6, 3, 1, 1);
  EXPECT_EQ(steps(taps, 1), (std::vector<Index>{0, 1, 1, 1, 1, 0}));
  EXPECT_EQ(steps(taps, 3), (std::vector<Index>{0, 1, 1, 0, 0, 0}));
  EXPECT_EQ(steps(taps.transposed(), 4), (std::vector<Index>{0, -1, 0, 0, 0, 0}));
  // With a stride, neighbours are not beside each other.
  EXPECT_EQ(steps(Taps(7, 3, 3, 2, 0), 1), (std::vector<Index>{1, 1, 1}));
  EXPECT_EQ(steps(Taps(7, 3, 3, 2, 0), 2), (std::vector<Index>{0, 0, 0}));
  EXPECT_EQ(steps(Taps(1, 1, 1, 1, 0), 1), (std::vector<Index>{1}));
}

TEST(Parts, CoverAllOnce) {
  for (const Index n : {0, 1, 7, 16}) {
    Index end = 0;
    for (Index number = 0; number < 3; ++number) {
      const Part part{number, 3};
      EXPECT_EQ(part.begin(n), end);
      end = part.end(n);
    }
    EXPECT_EQ(end, n);
  }
}

}  // namespace
}  // namespace warpmark::nn::cpu
