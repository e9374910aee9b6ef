#pragma once

#include "harness/monitor.h"
#include "harness/ranks.h"
#include "harness/statistics.h"
#include "harness/stopwatch.h"

#include <vector>

namespace warpmark {

/// When to stop sampling. The interval of the median is looked at after min_samples, twice that,
/// four times that … samples.
struct SamplingPolicy {
  int exactly = 0;  // > 0: this many samples, whatever their spread
  int min_samples = 10;
  int max_samples = 5000;
  double max_noise = 0.005;     // half width of the interval over the median
  double max_time_s = 10;       // wall time of the sampling, flushes included
  double warmup_time_s = 0.05;  // at least; 0: one repetition
};

struct Series {
  std::vector<Sample> samples;  // all of them, valid or not
  Summary summary;              // of the valid ones
  bool converged = false;
  int slowed = 0;      // samples that are not valid because the device was slowed down
  Reading conditions;  // of the device while the samples were taken

  /// More than a fifth of them: the row is not to be used.
  bool disturbed() const { return slowed * 5 > static_cast<int>(samples.size()); }
};

/// Takes samples until the policy is content. Throws Interrupted.
Series take_samples(Stopwatch& stopwatch, Workload& workload, const SamplingPolicy& policy,
                    Ranks& ranks, Monitor& monitor);

}  // namespace warpmark
