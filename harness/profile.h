#pragma once

#include "harness/queue.h"
#include "harness/range.h"
#include "harness/stopwatch.h"
#include "harness/timeline.h"

#include <map>
#include <string>
#include <vector>

namespace warpmark {

/// How often a profiled case is run; fixed, so that two profiles line up.
inline constexpr int kProfiledRepetitions = 3;

/// The names of ranges below `measure`, which only a profiled case has.
inline constexpr const char* kClearRange = "clear";
inline constexpr const char* kRepetitionRange = "repetition";

/// Of training. An epoch is always a range, what a step consists of where it is profiled;
/// evaluation follows an epoch.
namespace ranges {
inline constexpr const char *kEpoch = "epoch", *kData = "data", *kForward = "forward",
                            *kBackward = "backward", *kOptimizer = "optimizer",
                            *kEvaluate = "evaluate";
}  // namespace ranges

/// A stopwatch with a range around each of its steps: `clear`, over only when the device has
/// finished with it, and `repetition`, whose payload counts from 0.
class ProfiledStopwatch : public Stopwatch {
 public:
  ProfiledStopwatch(Stopwatch& stopwatch, Queue& queue, const Annotations& annotations)
      : stopwatch_(stopwatch), queue_(queue), annotations_(annotations) {}

  void clear(Workload& workload) override;
  Sample timed(Workload& workload) override;
  double resolution() const override { return stopwatch_.resolution(); }

 private:
  Stopwatch& stopwatch_;
  Queue& queue_;
  const Annotations& annotations_;
  std::int64_t repetitions_ = 0;
};

/// The counters that a recorder of activities fills: "kernel_s", "upload_s" …
std::vector<std::string> device_time_counters();

/// Seconds that devices spent on each kind of activity in a repetition: durations of the activities
/// that began within a range `repetition`, summed, divided by the number of those ranges. Kernels
/// that ran side by side count each. Empty where there is no such range.
std::map<std::string, double> device_times(const std::vector<Span>& spans,
                                           const std::vector<Activity>& activities);

}  // namespace warpmark
