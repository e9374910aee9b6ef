#pragma once

#include "harness/hash.h"
#include "harness/index.h"
#include "models/data/stream.h"

#include <cstdint>

namespace warpmark::nn {

/// Zeros around an image before it is cropped to its own size again.
inline constexpr int kCropPadding = 4;

/// Crop and flip of one image in one epoch, as K. He et al., CVPR 2016 (arXiv:1512.03385), §4.2,
/// augment CIFAR-10: shifted by up to kCropPadding in each direction, and mirrored every other
/// time.
struct CropFlip {
  int down = 0, right = 0;  // where the crop begins, -kCropPadding … kCropPadding
  bool flip = false;

  /// The pixel of an image (height, width) that becomes pixel (row, column), as an offset into its
  /// plane; -1 where that is padding, which is a byte 0.
  constexpr Index source(Index row, Index column, Index height, Index width) const {
    const Index y = row + down, x = (flip ? width - 1 - column : column) + right;
    const bool inside = y >= 0 && y < height && x >= 0 && x < width;
    return inside ? y * width + x : -1;
  }
};

/// Requires: image < 2^32, the image's number in its set and not its position in the epoch.
constexpr CropFlip crop_flip(std::uint64_t seed, Index epoch, Index image) {
  constexpr std::uint64_t kName = fnv1a("crop and flip");
  constexpr std::uint32_t kPlaces = 2 * kCropPadding + 1;
  const std::uint64_t counter =
      static_cast<std::uint64_t>(epoch) << 32 | static_cast<std::uint64_t>(image);
  const PhiloxBlock random = philox(counter, random_stream(kName, seed));
  return {static_cast<int>(below(kPlaces, random.word[0])) - kCropPadding,
          static_cast<int>(below(kPlaces, random.word[1])) - kCropPadding,
          random.word[2] >> 31 != 0};
}

}  // namespace warpmark::nn
