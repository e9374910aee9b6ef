#include "harness/cuda/event_stopwatch.h"

#include "harness/error.h"
#include "harness/interrupt.h"
#include "harness/wall_clock.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace warpmark {
namespace {

/// With this variable, a launch returns when its kernel has ended: the spinning one, for which the
/// launches behind it are waited for, would end by itself alone.
void require_launches_that_return() {
  constexpr const char* kVariable = "CUDA_LAUNCH_BLOCKING";
  const char* value = std::getenv(kVariable);
  if (value == nullptr || std::atoi(value) == 0) return;
  throw Unsupported(
      fmt::format("{}={} makes every launch wait: there is nothing to time", kVariable, value));
}

}  // namespace

SampleClock::SampleClock(CudaQueue& queue, bool profiled) {
  if (!profiled) clock_.emplace(queue);
}

void SampleClock::begin() {
  if (clock_) clock_->begin();
}

void SampleClock::end() {
  if (clock_) clock_->end();
}

double SampleClock::hz() const { return clock_ ? clock_->hz() : 0; }

EventStopwatch::EventStopwatch(CudaQueue& queue, bool profiled)
    : queue_(queue),
      gate_(queue),
      clock_(queue, profiled),
      profiled_(profiled),
      resolution_(event_resolution(queue)) {
  if (!profiled) require_launches_that_return();
}

Sample EventStopwatch::time_enqueued(const Enqueue& enqueue, Launch launch, long iterations) {
  if (launch == Launch::hidden) gate_.close();
  try {
    clock_.begin();
    if (launch == Launch::exposed) queue_.wait();
    start_.record(queue_);
    enqueue();
    stop_.record(queue_);
    clock_.end();
  } catch (...) {
    gate_.open();
    drain();  // before the memory goes that it writes to
    throw;
  }
  gate_.open();
  queue_.wait();
  return {.seconds = stop_.seconds_since(start_) / static_cast<double>(iterations),
          .iterations = iterations,
          .valid = launch == Launch::exposed || !gate_.timed_out(),
          .sm_clock_hz = clock_.hz()};
}

void EventStopwatch::drain() noexcept {
  try {
    queue_.wait();
  } catch (const std::exception&) {  // what led here says it better
  }
}

EventStopwatch::Launch EventStopwatch::launch_of(const Workload& workload) const {
  const Traits traits = workload.traits();
  const bool exposed = profiled_ || traits.synchronises || traits.single;
  return exposed ? Launch::exposed : Launch::hidden;
}

long EventStopwatch::calibrate(const std::function<Sample(long iterations)>& time_batch) {
  for (long iterations = 1;; iterations *= 2) {
    const auto enough = [&] {
      const Sample sample = require_valid(time_batch(iterations));
      return sample.seconds * static_cast<double>(iterations) >= kStepsOfBatch * resolution();
    };
    // Twice: where the host was away while it timed one, the stop event came late.
    const bool long_enough = enough() && (profiled_ || enough());
    if (profiled_ || long_enough || iterations == kMostIterations) return iterations;
  }
}

long EventStopwatch::repeat_batches(double seconds, long iterations, const Enqueue& enqueue) {
  std::array<Event, 2> ends;
  const WallClock clock;
  long batches = 0;
  for (; clock.seconds() < seconds; ++batches) {
    throw_if_interrupted();
    Event& end = ends[static_cast<std::size_t>(batches % 2)];
    if (batches >= 2) end.wait();
    enqueue();
    end.record(queue_);
  }
  queue_.wait();
  return batches * iterations;
}

Sample EventStopwatch::require_valid(Sample sample) {
  if (sample.valid) return sample;
  throw std::runtime_error(
      "the spinning kernel timed out: run() enqueues more than the queue takes, or waits for the "
      "device, which traits().synchronises denies");
}

void EventStopwatch::run_once(Workload& workload) {
  workload.run();
  queue_.wait();
}

}  // namespace warpmark
