#include "harness/wall_clock.h"

#include <algorithm>
#include <vector>

namespace warpmark {

double wall_clock_step() {
  using Clock = std::chrono::steady_clock;
  std::vector<double> steps(101);
  for (double& step : steps) {
    const Clock::time_point start = Clock::now();
    Clock::time_point now = start;
    while (now == start) now = Clock::now();
    step = std::chrono::duration<double>(now - start).count();
  }
  const auto middle = steps.begin() + 50;
  std::nth_element(steps.begin(), middle, steps.end());
  return *middle;
}

}  // namespace warpmark
