#include "harness/measure.h"

#include "harness/energy.h"
#include "harness/profile.h"
#include "harness/row.h"
#include "harness/warm_up.h"

#include <optional>
#include <stdexcept>
#include <string>

namespace warpmark {
namespace {

/// Where a case is given less time than this, in seconds, it is not given another second for
/// energy.
constexpr double kTimeForEnergy = 5;

/// What a profiler is there for.
class Capture {
 public:
  explicit Capture(Platform& platform) : platform_(platform) { platform_.capture(true); }
  ~Capture() { platform_.capture(false); }
  Capture(const Capture&) = delete;

 private:
  Platform& platform_;
};

Series take(const Measuring& how, Stopwatch& stopwatch, Workload& workload, Monitor& monitor) {
  std::optional<Capture> capture;
  if (how.profile) capture.emplace(how.platform);
  const Annotations::Range range(how.annotations, "measure");
  if (!how.profile) return take_samples(stopwatch, workload, how.policy, how.ranks, monitor);
  ProfiledStopwatch profiled(stopwatch, how.queue, how.annotations);
  return take_samples(profiled, workload, how.policy, how.ranks, monitor);
}

std::string reason_of(const Result& row) {
  return row.message.empty() ? "the queue was held for too long" : row.message;
}

}  // namespace

void measure(const Measuring& how, Stopwatch& stopwatch, Workload& workload, Result& row) {
  Sensor* sensor = how.platform.sensor(how.ordinal);
  Monitor monitor(sensor, how.spare_cores);
  {
    const Annotations::Range range(how.annotations, "warmup");
    row.warmup_s = warm_up(stopwatch, workload, how.policy, how.ranks);
    workload.reset();
  }
  const Series series = take(how, stopwatch, workload, monitor);
  fill_statistics(series, row);
  if (how.profile) row.converged.reset();
  if (!row.median_s) throw std::runtime_error("no sample is valid: " + reason_of(row));
  fill_rates(row);
  // A profiler is part of every time it is there for.
  row.valid = !row.profiled.value_or(false) && !series.disturbed();
  if (!sensor || how.policy.exactly > 0 || how.policy.max_time_s < kTimeForEnergy) return;
  const Annotations::Range range(how.annotations, "energy");
  const auto energy = measure_energy(stopwatch, workload, *sensor, how.spare_cores);
  if (energy) fill_energy(*energy, row);
}

}  // namespace warpmark
