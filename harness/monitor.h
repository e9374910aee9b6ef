#pragma once

#include "harness/sensor.h"
#include "harness/ticker.h"
#include "harness/wall_clock.h"

#include <memory>
#include <mutex>
#include <vector>

namespace warpmark {

/// Polls a device ten times a second while samples are taken, and says of each sample whether the
/// device was slowed down. Seconds count from the monitor's beginning.
class Monitor {
 public:
  static constexpr double kPeriod = 0.1;

  /// `sensor`: null where nothing is known; a device that says nothing at first is not asked again.
  /// `period_s` 0: only poll() polls. `cores`: where the polling thread may run.
  explicit Monitor(Sensor* sensor, const std::vector<int>& cores = {}, double period_s = kPeriod);

  double now() const { return clock_.seconds(); }

  /// Polls at once, between the regular polls.
  void poll();

  /// Was there a reason of kSlowdownReasons at the last poll before `begin`, at the first one after
  /// `end`, or at one in between?
  bool slowed(double begin, double end) const;

  /// The same polls in one: median clock and power, highest temperature, all reasons together.
  Reading between(double begin, double end) const;

 private:
  struct Poll {
    double time;
    Reading reading;
  };
  std::vector<Reading> around(double begin, double end) const;

  Sensor* sensor_;
  WallClock clock_;
  mutable std::mutex mutex_;
  std::vector<Poll> polls_;  // in the order of time
  std::unique_ptr<Ticker> ticker_;
};

}  // namespace warpmark
