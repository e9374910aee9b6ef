#include "harness/energy.h"

#include "harness/interrupt.h"
#include "harness/ticker.h"
#include "harness/wall_clock.h"

#include <algorithm>
#include <mutex>

namespace warpmark {
namespace {

constexpr std::size_t kFewestSteps = 10;
constexpr double kPhase = 1, kPeriod = 0.005;  // s
constexpr int kMostPhases = 3;

/// Notes each step of a counter.
class Meter {
 public:
  Meter(Sensor& sensor, const std::vector<int>& cores)
      : sensor_(sensor), last_(sensor.energy_j()), ticker_(kPeriod, cores, [this] { look(); }) {}

  std::vector<CounterStep> steps() const {
    const std::lock_guard lock(mutex_);
    return steps_;
  }

 private:
  void look() {
    const std::optional<double> joules = sensor_.energy_j();
    if (!joules || joules == last_) return;
    const std::lock_guard lock(mutex_);
    steps_.push_back({clock_.seconds(), *joules});
    last_ = joules;
  }

  Sensor& sensor_;
  WallClock clock_;
  std::optional<double> last_;
  mutable std::mutex mutex_;
  std::vector<CounterStep> steps_;
  Ticker ticker_;
};

}  // namespace

std::optional<double> mean_power(std::span<const CounterStep> steps) {
  const auto fell = [](const CounterStep& a, const CounterStep& b) { return b.joules < a.joules; };
  const bool set_back = std::adjacent_find(steps.begin(), steps.end(), fell) != steps.end();
  if (steps.size() < kFewestSteps || set_back) return std::nullopt;
  const CounterStep &first = steps.front(), &last = steps.back();
  return (last.joules - first.joules) / (last.seconds - first.seconds);
}

std::optional<Energy> measure_energy(Stopwatch& stopwatch, Workload& workload, Sensor& sensor,
                                     const std::vector<int>& cores) {
  if (!sensor.energy_j()) return std::nullopt;
  const Meter meter(sensor, cores);
  const WallClock clock;
  long repetitions = 0;
  for (int phase = 0; phase < kMostPhases; ++phase) {
    throw_if_interrupted();
    const long more = stopwatch.repeat(workload, kPhase);
    if (more == 0) return std::nullopt;
    repetitions += more;
    if (meter.steps().size() >= kFewestSteps) break;
  }
  const double seconds = clock.seconds() / static_cast<double>(repetitions);
  const std::optional<double> watts = mean_power(meter.steps());
  if (!watts) return std::nullopt;
  return Energy{*watts * seconds, *watts};
}

}  // namespace warpmark
