#pragma once

#include "harness/cuda/event.h"
#include "harness/cuda/sm_clock.h"
#include "harness/cuda/spin.h"
#include "harness/stopwatch.h"

#include <functional>
#include <optional>

namespace warpmark {

/// The clock of a sample; a profiler, which would see its kernels, does without.
class SampleClock {
 public:
  SampleClock(CudaQueue& queue, bool profiled);
  void begin();  // enqueues, as SmClock does
  void end();
  double hz() const;  // 0: not known

 private:
  std::optional<SmClock> clock_;
};

/// A batch takes so many times what events resolve, if that takes no more than so many repetitions.
constexpr double kStepsOfBatch = 1000;
constexpr long kMostIterations = 1 << 14;

/// What stopwatches share that time with events.
class EventStopwatch : public Stopwatch {
 public:
  /// Profiled: never the spinning kernel, never a batch.
  EventStopwatch(CudaQueue& queue, bool profiled);

  double resolution() const override { return resolution_; }

 protected:
  enum class Launch { hidden, exposed };
  using Enqueue = std::function<void()>;

  /// Times `iterations` repetitions that `enqueue` enqueues. Hidden: the queue is held until all is
  /// enqueued, or `enqueue` lets it go on. Exposed: the queue is empty when it begins. The clock is
  /// read outside of the two events.
  Sample time_enqueued(const Enqueue& enqueue, Launch launch, long iterations = 1);

  Launch launch_of(const Workload& workload) const;

  /// Doubles the iterations of a batch until it is long enough, or kMostIterations.
  long calibrate(const std::function<Sample(long iterations)>& time_batch);

  /// Keeps the queue filled for so long: a batch is enqueued before the one before it ends. Returns
  /// the repetitions. Throws Interrupted.
  long repeat_batches(double seconds, long iterations, const Enqueue& enqueue);

  /// Throws std::runtime_error where the spinning kernel timed out.
  static Sample require_valid(Sample sample);

  /// Loads kernels, which may wait for the device: not possible behind the spinning kernel.
  void run_once(Workload& workload);

  CudaQueue& queue_;
  SpinGate gate_;

 private:
  /// Waits until nothing runs, or nothing can.
  void drain() noexcept;

  SampleClock clock_;
  bool profiled_;
  Event start_, stop_;
  double resolution_;
};

}  // namespace warpmark
