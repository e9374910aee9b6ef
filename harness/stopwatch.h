#pragma once

#include "harness/workload.h"

#include <map>
#include <string>

namespace warpmark {

/// One timed repetition, or the mean of a batch of them.
struct Sample {
  double seconds = 0;      // per iteration
  long iterations = 1;     // repetitions in this sample
  bool valid = true;       // false: kept, but left out of the statistics
  double sm_clock_hz = 0;  // 0: not measured
  std::map<std::string, double> counters = {};
};

/// Knows what surrounds a timed repetition: flushing, events, graphs, clocks. The runner always
/// calls a stopwatch; there is no other timing path.
class Stopwatch {
 public:
  virtual ~Stopwatch() = default;
  /// Untimed, once per workload: capture, calibration of the batch.
  virtual void prepare(Workload& workload) { static_cast<void>(workload); }
  /// Untimed, before each sample: state as freshly made where a repetition spoils it, caches
  /// flushed where the timing says so.
  virtual void clear(Workload& workload) { static_cast<void>(workload); }
  /// The sample itself.
  virtual Sample timed(Workload& workload) = 0;
  Sample time(Workload& workload) {
    clear(workload);
    return timed(workload);
  }
  /// Untimed: leaves what is verified, on the path that is timed.
  virtual void rehearse(Workload& workload) { time(workload); }
  /// A piece of warm-up: its times say whether the device has settled, and are no result.
  virtual Sample warm(Workload& workload) { return time(workload); }
  /// Untimed and with nothing in between, so that power can be measured: repeats for at least
  /// `seconds` and until the device is idle again. Returns how often; 0 for a timing whose
  /// repetitions do not follow one another.
  virtual long repeat(Workload& workload, double seconds) {
    static_cast<void>(workload), static_cast<void>(seconds);
    return 0;
  }
  /// The smallest difference of times this stopwatch can tell, in seconds.
  virtual double resolution() const = 0;
};

}  // namespace warpmark
