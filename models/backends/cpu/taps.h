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
    find_inside();
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
    taps.find_inside();
    return taps;
  }

  /// Of output position `o`, one a tap; those of o + 1 follow.
  const int* of(Index o) const { return at_.data() + o * window_; }

  /// 1 or -1 where all taps of `count` outputs from `o` on meet the input, each tap so many
  /// positions behind the one before, and each output's one behind its neighbour's; else 0.
  Index step(Index o, Index count) const {
    const auto& [step, outputs] = inside_[static_cast<std::size_t>(o)];
    return count <= outputs ? step : 0;
  }

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
  /// From one output on: the step of their taps, and how many outputs have it.
  struct Inside {
    Index step = 0, outputs = 0;
  };

  Taps() = default;

  /// The step of one output's taps; 0: they have none.
  Index step_of(Index o) const {
    const int* taps = of(o);
    const int step = window_ > 1 && taps[1] < taps[0] ? -1 : 1;
    for (Index tap = 0; tap < window_; ++tap) {
      if (taps[tap] < 0 || taps[tap] != taps[0] + tap * step) return 0;
    }
    return step;
  }

  void find_inside() {
    inside_.resize(at_.size() / static_cast<std::size_t>(window_));
    for (auto o = static_cast<Index>(inside_.size()) - 1; o >= 0; --o) {
      auto here = inside_.begin() + o;
      *here = {step_of(o), 1};
      const auto next = here + 1;
      if (next == inside_.end() || next->step != here->step) continue;
      if (of(o + 1)[0] == of(o)[0] + 1) here->outputs += next->outputs;
    }
  }

  Index in_ = 0, out_ = 0, window_ = 0;
  std::vector<int> at_;
  std::vector<Inside> inside_;
};

}  // namespace warpmark::nn::cpu
