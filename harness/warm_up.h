#pragma once

#include "harness/ranks.h"
#include "harness/sampler.h"
#include "harness/stopwatch.h"

#include <span>

namespace warpmark {

/// A value at a time, in seconds.
struct TimedValue {
  double time = 0, value = 0;
};

/// The straight line through values, by least squares.
struct Trend {
  double rise = 0;   // of the line from the first time to the last, over the mean value
  double error = 0;  // standard error of the rise
};

/// At least three values, at times that are not all the same.
Trend trend(std::span<const TimedValue> values);

/// Do the values rise or fall by no more than 0.5 %, or by no more than twice the error of that, so
/// that nobody could tell? False below five values.
bool settled(std::span<const TimedValue> values);

/// Repeats untimed until the device has settled: after the policy's warm-up time, twice that, four
/// times that …, the clock of the multiprocessors (the times, where it is not known) in the second
/// half of the warm-up is looked at. Ends in any case after a quarter of the policy's max_time_s.
/// Returns the seconds spent. Throws Interrupted.
double warm_up(Stopwatch& stopwatch, Workload& workload, const SamplingPolicy& policy,
               Ranks& ranks);

}  // namespace warpmark
