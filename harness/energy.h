#pragma once

#include "harness/sensor.h"
#include "harness/stopwatch.h"

#include <optional>
#include <span>
#include <vector>

namespace warpmark {

struct Energy {
  double joules = 0;  // of one repetition
  double watts = 0;   // mean power
};

/// A value of an energy counter, and when the counter was first seen to have it.
struct CounterStep {
  double seconds = 0, joules = 0;
};

/// Mean power from the first step to the last, in watts: both ends are moments at which the counter
/// moved, so that how seldom it moves does not matter. Empty below ten steps, and where the counter
/// fell: it was set back.
std::optional<double> mean_power(std::span<const CounterStep> steps);

/// The energy of one repetition among many, back to back, for a second, or up to three where the
/// counter moves so seldom: mean power times mean time. Empty where the timing's repetitions do not
/// follow one another, or mean_power is. `cores`: where the thread that reads the counter may run.
/// Throws Interrupted.
std::optional<Energy> measure_energy(Stopwatch& stopwatch, Workload& workload, Sensor& sensor,
                                     const std::vector<int>& cores);

}  // namespace warpmark
