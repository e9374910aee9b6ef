#pragma once

#include "harness/philox.h"

#include <cstdint>

namespace warpmark::nn {

/// The random numbers of one image, in the order in which they are asked for.
class Dice {
 public:
  Dice(PhiloxKey stream, std::int64_t image)
      : stream_(stream), next_(static_cast<std::uint64_t>(image) << 16) {}

  std::uint32_t word() {
    if (used_ == 4) {
      block_ = philox(next_++, stream_);
      used_ = 0;
    }
    return block_.word[used_++];
  }

  /// low … high.
  int between(int low, int high) { return Fill{Fill::Kind::integer, low, high}.integer(word()); }

 private:
  PhiloxKey stream_;
  std::uint64_t next_;  // an image has 2^16 blocks to itself
  PhiloxBlock block_{};
  int used_ = 4;
};

}  // namespace warpmark::nn
