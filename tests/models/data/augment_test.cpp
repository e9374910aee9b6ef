#include "models/data/augment.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace warpmark::nn {
namespace {

/// The crop of an image whose pixels are their own offsets; -1 in the padding.
std::vector<Index> cropped(const CropFlip& crop, Index height, Index width) {
  std::vector<Index> out;
  for (Index row = 0; row < height; ++row) {
    for (Index column = 0; column < width; ++column) {
      out.push_back(crop.source(row, column, height, width));
    }
  }
  return out;
}

TEST(CropFlip, TakesPixelsFromWhereItSays) {
  using Pixels = std::vector<Index>;
  EXPECT_EQ(cropped({}, 2, 3), (Pixels{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(cropped({.flip = true}, 2, 3), (Pixels{2, 1, 0, 5, 4, 3}));
  EXPECT_EQ(cropped({.down = 1}, 2, 3), (Pixels{3, 4, 5, -1, -1, -1}));
  EXPECT_EQ(cropped({.down = -1}, 2, 3), (Pixels{-1, -1, -1, 0, 1, 2}));
  EXPECT_EQ(cropped({.right = 2}, 2, 3), (Pixels{2, -1, -1, 5, -1, -1}));
  // First the crop, then the mirror.
  EXPECT_EQ(cropped({.right = 1, .flip = true}, 2, 3), (Pixels{-1, 2, 1, -1, 5, 4}));
}

TEST(CropFlip, TakesEveryPlaceEquallyOften) {
  constexpr int kPlaces = 2 * kCropPadding + 1, kImages = 2 * kPlaces * kPlaces * 100;
  std::array<int, 2 * kPlaces * kPlaces> counts{};
  for (Index image = 0; image < kImages; ++image) {
    const CropFlip crop = crop_flip(7, 3, image);
    const int down = crop.down + kCropPadding, right = crop.right + kCropPadding;
    ASSERT_TRUE(down >= 0 && down < kPlaces && right >= 0 && right < kPlaces);
    ++counts.at(static_cast<std::size_t>((2 * down + crop.flip) * kPlaces + right));
  }
  double chi_square = 0;
  for (const int count : counts) chi_square += (count - 100.0) * (count - 100.0) / 100.0;
  EXPECT_NEAR(chi_square, 161, 4 * 18);  // 161 degrees of freedom, √(2 · 161) = 18
}

TEST(CropFlip, DiffersBetweenEpochsAndSeeds) {
  int by_epoch = 0, by_seed = 0;
  const auto same = [](const CropFlip& a, const CropFlip& b) {
    return a.down == b.down && a.right == b.right && a.flip == b.flip;
  };
  for (Index image = 0; image < 1620; ++image) {
    by_epoch += same(crop_flip(7, 0, image), crop_flip(7, 1, image));
    by_seed += same(crop_flip(7, 0, image), crop_flip(8, 0, image));
  }
  EXPECT_LT(by_epoch, 30);  // one in 162 by chance
  EXPECT_LT(by_seed, 30);
}

}  // namespace
}  // namespace warpmark::nn
