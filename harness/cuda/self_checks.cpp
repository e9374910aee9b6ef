#include "harness/cuda/self_checks.h"

#include "harness/cuda/chain.h"
#include "harness/cuda/check.h"
#include "harness/cuda/delay.h"
#include "harness/cuda/event.h"
#include "harness/cuda/event_stopwatch.h"
#include "harness/cuda/spin.h"
#include "harness/cuda/stopwatch.h"
#include "harness/statistics.h"
#include "harness/wall_clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace warpmark {
namespace {

constexpr double kMicrosecond = 1e-6;
constexpr int kSamples = 21;

double median(const std::vector<double>& seconds) { return summarise(seconds, 0).median; }

/// The median of several samples of the stopwatch that times cases, in seconds.
double median_seconds(Timing timing, CudaQueue& queue, Workload& workload) {
  const auto stopwatch = make_cuda_stopwatch(timing, queue);
  stopwatch->prepare(workload);
  std::vector<double> seconds;
  for (int i = 0; i < kSamples; ++i) seconds.push_back(stopwatch->time(workload).seconds);
  return median(seconds);
}

double step_of_events(int ordinal) {
  CudaQueue queue(ordinal);
  return event_step(queue) / kMicrosecond;
}

double clock_step(int ordinal) {
  CudaQueue queue(ordinal);
  return global_clock_step(queue) / kMicrosecond;
}

double empty_kernel(int ordinal, Timing timing) {
  CudaQueue queue(ordinal);
  EmptyKernel kernel(queue);
  return median_seconds(timing, queue, kernel) / kMicrosecond;
}

/// From the host's launch until the host knows that the kernel has ended.
double round_trip(int ordinal) {
  CudaQueue queue(ordinal);
  EmptyKernel kernel(queue);
  std::vector<double> seconds;
  for (int i = 0; i < 100; ++i) {
    const WallClock clock;
    kernel.run();
    queue.wait();
    seconds.push_back(clock.seconds());
  }
  return median(seconds) / kMicrosecond;
}

/// The mean without a tenth at each end. A kernel that arrives just when the GPU's clock moves
/// waits for a whole step or for nothing, by chance: a median would jump from one to the other.
double trimmed_mean(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto cut = static_cast<std::ptrdiff_t>(values.size() / 10);
  const double sum = std::accumulate(values.begin() + cut, values.end() - cut, 0.0);
  return sum / static_cast<double>(values.size() - 2 * static_cast<std::size_t>(cut));
}

/// What a stopwatch says of a delay beyond what the GPU's own clock says. `samples`: how many are
/// taken.
double excess(Timing timing, CudaQueue& queue, double length, int samples) {
  Delay delay(queue, length);
  const auto stopwatch = make_cuda_stopwatch(timing, queue);
  stopwatch->prepare(delay);
  std::vector<double> beyond;
  for (int i = 0; i < samples; ++i) {
    delay.restart();
    const Sample sample = stopwatch->time(delay);
    beyond.push_back(sample.seconds - delay.lasted_s() / static_cast<double>(sample.iterations));
  }
  return trimmed_mean(std::move(beyond));
}

/// Of the difference between two delays, in which launching and events cancel out. Both take longer
/// than a launch, or that would be timed.
double delay_error(int ordinal, Timing timing, double difference) {
  constexpr double kBase = 20e-6;
  // A batch evens out the waits; and of a long delay, 2 % are more than any step of a clock.
  const bool alone = timing == Timing::cold && difference < 1e-3;
  const int samples = alone ? 3 * kSamples : kSamples;
  CudaQueue queue(ordinal);
  const double with = excess(timing, queue, kBase + difference, samples);
  return (with - excess(timing, queue, kBase, samples)) / kMicrosecond;
}

/// The kernel that holds a queue back gives up by itself; after how long, in milliseconds.
double gate_gives_up(int ordinal) {
  CudaQueue queue(ordinal);
  SpinGate gate(queue, 0.01);
  Event start, stop;
  start.record(queue);
  gate.close();
  stop.record(queue);
  stop.wait();  // for ever, if it did not
  if (!gate.timed_out()) throw std::runtime_error("the spinning kernel ended but did not give up");
  return 1e3 * stop.seconds_since(start);
}

/// Of loads from an array of half the cache.
double cold_over_hot(int ordinal) {
  CudaQueue queue(ordinal);
  int l2_bytes = 0;
  WARPMARK_CUDA_CHECK(cudaDeviceGetAttribute(&l2_bytes, cudaDevAttrL2CacheSize, ordinal));
  LoadChain chain(queue, static_cast<std::size_t>(l2_bytes) / 2);
  return median_seconds(Timing::cold, queue, chain) / median_seconds(Timing::hot, queue, chain);
}

/// With coarser events the largest batch of repetitions of a microsecond would be too short.
constexpr double kCoarsestStep = kMostIterations * kMicrosecond / kStepsOfBatch;

/// What events resolve, in seconds. Of a GPU that is broken, which each check will say, what CUDA's
/// documentation promises.
double resolution(int ordinal) try {
  CudaQueue queue(ordinal);
  return event_resolution(queue);
} catch (const std::exception&) {
  return 0.5e-6;
}

/// A delay's error may be 2 % of it, or half a microsecond; that of a single repetition also what
/// events resolve.
SelfCheck delay_check(int ordinal, Timing timing, double length, double resolution) {
  const double step = timing == Timing::cold ? resolution : 0.5e-6;
  const double allowed = std::max(0.02 * length, step) / kMicrosecond;
  const Claim claim{fmt::format("gpu.delay_{:.0f}us_{}", length / kMicrosecond, name(timing)), "µs",
                    -allowed, allowed};
  return {claim, [=] { return delay_error(ordinal, timing, length); }};
}

}  // namespace

std::vector<SelfCheck> cuda_self_checks(int ordinal) {
  constexpr Timing kTimings[] = {Timing::cold, Timing::hot, Timing::graph};
  const double step = resolution(ordinal);
  std::vector<SelfCheck> checks = {
      {{"gpu.event_step", "µs", 0, kCoarsestStep / kMicrosecond},
       [=] { return step_of_events(ordinal); }},
      {{"gpu.clock_step", "µs", 0, 1.1}, [=] { return clock_step(ordinal); }},
      {{"gpu.round_trip", "µs", 0, 200}, [=] { return round_trip(ordinal); }},
      {{"gpu.gate_gives_up", "ms", 9.9, 20}, [=] { return gate_gives_up(ordinal); }},
      {{.name = "gpu.cold_over_hot", .low = 1.1}, [=] { return cold_over_hot(ordinal); }}};
  for (Timing timing : kTimings) {
    const Claim claim{fmt::format("gpu.empty_kernel_{}", name(timing)), "µs", 0, 20};
    checks.push_back({claim, [=] { return empty_kernel(ordinal, timing); }});
  }
  for (double length : {1e-6, 1e-5, 1e-4, 1e-3, 1e-2}) {
    for (Timing timing : kTimings) checks.push_back(delay_check(ordinal, timing, length, step));
  }
  return checks;
}

}  // namespace warpmark
