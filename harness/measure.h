#pragma once

#include "harness/platform.h"
#include "harness/range.h"
#include "harness/ranks.h"
#include "harness/result.h"
#include "harness/sampler.h"

#include <vector>

namespace warpmark {

/// With what a verified workload is measured, and how.
struct Measuring {
  Platform& platform;
  Queue& queue;
  int ordinal;  // of the device
  Ranks& ranks;
  const Annotations& annotations;
  std::vector<int> spare_cores;  // where threads that watch the device may run
  SamplingPolicy policy;
  bool profile = false;  // for a profiler: kProfiledRepetitions, and no energy
};

/// Warms up, takes samples and measures energy; fills the row with all of it. Throws
/// std::runtime_error where no sample is valid, and Interrupted.
void measure(const Measuring& how, Stopwatch& stopwatch, Workload& workload, Result& row);

}  // namespace warpmark
