#include "models/data/permutation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace warpmark::nn {
namespace {

constexpr std::uint64_t kSeed = 7;

/// Σ (count - expected)² / expected.
double pearson(const std::vector<int>& counts, double expected) {
  double sum = 0;
  for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

/// How far a value of χ² with k degrees of freedom lies from its mean k, in standard deviations
/// √(2k).
double deviation(double chi_square, double freedom) {
  return std::abs(chi_square - freedom) / std::sqrt(2 * freedom);
}

TEST(Permutation, IsOneForAnySize) {
  for (const Index n : {1, 2, 3, 7, 16, 17, 999, 1024, 50000, 60000}) {
    for (const Index epoch : {0, 1, 9}) {
      const Permutation permutation(kSeed, epoch, n);
      std::vector<bool> seen(static_cast<std::size_t>(n));
      for (Index i = 0; i < n; ++i) {
        const Index image = permutation(i);
        ASSERT_TRUE(image >= 0 && image < n) << n << ": " << i << " → " << image;
        ASSERT_FALSE(seen[static_cast<std::size_t>(image)]) << n << ": " << image << " twice";
        seen[static_cast<std::size_t>(image)] = true;
      }
    }
  }
}

TEST(Permutation, ReachesBeyond32Bits) {
  constexpr Index kMany = Index{1} << 35;
  const Permutation permutation(kSeed, 0, kMany);
  Index largest = 0;
  for (Index i = 0; i < 100; ++i) {
    const Index image = permutation(i * (kMany / 100));
    ASSERT_TRUE(image >= 0 && image < kMany);
    largest = std::max(largest, image);
  }
  EXPECT_GT(largest, kMany / 2);
}

/// Every image comes equally often to every position.
TEST(Permutation, PlacesUniformly) {
  for (const Index n : {2, 5, 10, 16, 97}) {
    const int epochs = static_cast<int>(200 * n);
    std::vector<int> counts(static_cast<std::size_t>(n * n));
    for (Index epoch = 0; epoch < epochs; ++epoch) {
      const Permutation permutation(kSeed, epoch, n);
      for (Index i = 0; i < n; ++i) ++counts[static_cast<std::size_t>(i * n + permutation(i))];
    }
    // An epoch fills one cell of each row and column: the variance of a cell is 200 (1 - 1/n).
    const auto m = static_cast<double>(n - 1);
    EXPECT_LT(deviation(pearson(counts, 200) * m / (m + 1), m * m), 4) << n;
  }
}

/// How far apart the images of two positions in a row lie is uniform, too.
TEST(Permutation, NeighboursPartUniformly) {
  constexpr Index kN = 60000;
  constexpr int kBins = 100;
  for (const Index epoch : {0, 1, 2}) {
    const Permutation permutation(kSeed, epoch, kN);
    std::vector<int> counts(kBins);
    for (Index i = 0; i + 1 < kN; ++i) {
      const Index apart = (permutation(i + 1) - permutation(i) + kN) % kN;
      ++counts[static_cast<std::size_t>(apart * kBins / kN)];
    }
    EXPECT_LT(deviation(pearson(counts, (kN - 1.0) / kBins), kBins - 1), 4) << epoch;
  }
}

/// In the mean one image stays where it was, whatever the other epoch or seed.
TEST(Permutation, EpochsAndSeedsHaveNothingInCommon) {
  constexpr Index kN = 60000;
  const Permutation first(kSeed, 0, kN);
  for (const Permutation& other :
       {Permutation(kSeed, 1, kN), Permutation(kSeed + 1, 0, kN), Permutation(0, 0, kN)}) {
    int same = 0;
    for (Index i = 0; i < kN; ++i) same += first(i) == other(i);
    EXPECT_LT(same, 10);
  }
}

/// Figures that every later version, and every device, has to give.
TEST(Permutation, IsFrozen) {
  static_assert(Permutation(0, 0, 1)(0) == 0);
  constexpr Permutation kEpoch(1, 2, 60000);
  std::vector<Index> images;
  for (Index i = 0; i < 4; ++i) images.push_back(kEpoch(i));
  EXPECT_EQ(images, (std::vector<Index>{31553, 3861, 7066, 26494}));
}

}  // namespace
}  // namespace warpmark::nn
