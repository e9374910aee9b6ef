#pragma once

#include "harness/index.h"

#include <algorithm>
#include <vector>

namespace warpmark::nn::cpu {

/// Along one extent of an image: the position of the input that a position of the output and a tap
/// of the window meet in, or -1.
class Taps {
 public:
  /// Of a convolution or a pooling.
  Taps(Index in, Index out, Index window, Index stride, Index padding)
      : in_(in), out_(out), window_(window) {
    for (Index o = 0; o < out; ++o) {
      for (Index tap = 0; tap < window; ++tap) {
        const Index i = o * stride + tap - padding;
        at_.push_back(i >= 0 && i < in ? static_cast<int>(i) : -1);
      }
    }
  }

  /// The other way round, from the gradient of the output to that of the input.
  Taps transposed() const {
    Taps taps;
    taps.in_ = out_, taps.out_ = in_, taps.window_ = window_;
    taps.at_.assign(static_cast<std::size_t>(in_ * window_), -1);
    for (Index o = 0; o < out_; ++o) {
      for (Index tap = 0; tap < window_; ++tap) {
        const int i = of(o)[tap];
        if (i >= 0) taps.at_[static_cast<std::size_t>(i * window_ + tap)] = static_cast<int>(o);
      }
    }
    return taps;
  }

  /// Of output position `o`, one a tap; those of o + 1 follow.
  const int* of(Index o) const { return at_.data() + o * window_; }

  /// Do the windows cover the input, and no position twice?
  bool tile() const {
    std::vector<int> seen(static_cast<std::size_t>(in_));
    for (const int i : at_) {
      if (i >= 0) ++seen[static_cast<std::size_t>(i)];
    }
    return std::all_of(seen.begin(), seen.end(), [](int times) { return times == 1; });
  }

  Index in() const { return in_; }
  Index out() const { return out_; }
  Index window() const { return window_; }

 private:
  Taps() = default;

  Index in_ = 0, out_ = 0, window_ = 0;
  std::vector<int> at_;
};

}  // namespace warpmark::nn::cpu
