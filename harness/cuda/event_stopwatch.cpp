#include "harness/cuda/event_stopwatch.h"

#include "harness/interrupt.h"
#include "harness/wall_clock.h"

#include <array>
#include <stdexcept>

namespace warpmark {
namespace {

struct OpenAfterwards {
  SpinGate& gate;
  ~OpenAfterwards() { gate.open(); }
};

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
      resolution_(event_resolution(queue)) {}

Sample EventStopwatch::time_enqueued(const Enqueue& enqueue, Launch launch, long iterations) {
  if (launch == Launch::hidden) gate_.close();
  {
    const OpenAfterwards guard{gate_};
    clock_.begin();
    if (launch == Launch::exposed) queue_.wait();
    start_.record(queue_);
    enqueue();
    stop_.record(queue_);
    clock_.end();
  }
  queue_.wait();
  return {.seconds = stop_.seconds_since(start_) / static_cast<double>(iterations),
          .iterations = iterations,
          .valid = launch == Launch::exposed || !gate_.timed_out(),
          .sm_clock_hz = clock_.hz()};
}

EventStopwatch::Launch EventStopwatch::launch_of(const Workload& workload) const {
  const Traits traits = workload.traits();
  const bool exposed = profiled_ || traits.synchronises || traits.single;
  return exposed ? Launch::exposed : Launch::hidden;
}

long EventStopwatch::calibrate(const std::function<Sample(long iterations)>& time_batch) {
  for (long iterations = 1;; iterations *= 2) {
    const Sample sample = require_valid(time_batch(iterations));
    const double seconds = sample.seconds * static_cast<double>(iterations);
    const bool enough = seconds >= kStepsOfBatch * resolution();
    if (profiled_ || enough || iterations == kMostIterations) return iterations;
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
