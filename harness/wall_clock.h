#pragma once

#include <chrono>

namespace warpmark {

/// Seconds since it was made, on a clock that never goes back.
class WallClock {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Seconds between two readings of that clock that differ: the median of 101 times that it was
/// read until it moved.
double wall_clock_step();

}  // namespace warpmark
