#include "harness/sampler.h"

#include "harness/interrupt.h"
#include "harness/wall_clock.h"

#include <algorithm>

namespace warpmark {
namespace {

/// The statistics of the valid samples.
Summary summary_of(const std::vector<Sample>& samples, double resolution) {
  std::vector<double> seconds;
  long iterations = 1;
  for (const Sample& sample : samples) {
    if (!sample.valid) continue;
    seconds.push_back(sample.seconds);
    iterations = sample.iterations;
  }
  if (seconds.empty()) return {};
  return summarise(seconds, resolution / static_cast<double>(iterations));
}

/// Is the interval as narrow as asked, or as narrow as the clock allows?
bool narrow_enough(const Summary& summary, const SamplingPolicy& policy, double step) {
  if (!summary.median_interval) return false;
  const double half = std::max(summary.median - summary.median_interval->low,
                               summary.median_interval->high - summary.median);
  return half <= std::max(policy.max_noise * summary.median, step);
}

}  // namespace

double warm_up(Stopwatch& stopwatch, Workload& workload, const SamplingPolicy& policy) {
  const WallClock clock;
  do {
    throw_if_interrupted();
    stopwatch.time(workload);
  } while (policy.exactly == 0 && clock.seconds() < policy.warmup_time_s);
  return clock.seconds();
}

Series take_samples(Stopwatch& stopwatch, Workload& workload, const SamplingPolicy& policy,
                    Ranks& ranks) {
  Series series;
  const WallClock clock;
  const int limit = policy.exactly > 0 ? policy.exactly : policy.max_samples;
  int look_at = policy.min_samples;
  for (int taken = 1; taken <= limit; ++taken) {
    throw_if_interrupted();
    Sample sample = stopwatch.time(workload);
    sample.seconds = ranks.slowest(sample.seconds);
    const double step = stopwatch.resolution() / static_cast<double>(sample.iterations);
    series.samples.push_back(std::move(sample));
    if (policy.exactly > 0) continue;
    if (taken == look_at) {
      look_at *= 2;
      series.converged = narrow_enough(summary_of(series.samples, 0), policy, step);
    }
    if (ranks.agree(series.converged || clock.seconds() > policy.max_time_s)) break;
  }
  series.summary = summary_of(series.samples, stopwatch.resolution());
  if (policy.exactly > 0) series.converged = true;
  return series;
}

}  // namespace warpmark
