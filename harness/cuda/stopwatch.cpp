#include "harness/cuda/stopwatch.h"

#include "harness/cuda/event.h"
#include "harness/cuda/flush.h"
#include "harness/cuda/graph.h"
#include "harness/cuda/sm_clock.h"
#include "harness/cuda/spin.h"
#include "harness/error.h"
#include "harness/interrupt.h"
#include "harness/wall_clock.h"

#include <array>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

namespace warpmark {
namespace {

constexpr long kMostIterations = 1 << 14;

/// The clock of a sample; a profiler, which would see its kernels, does without.
class SampleClock {
 public:
  SampleClock(CudaQueue& queue, bool profiled) {
    if (!profiled) clock_.emplace(queue);
  }
  void begin() {
    if (clock_) clock_->begin();
  }
  void end() {
    if (clock_) clock_->end();
  }
  double hz() const { return clock_ ? clock_->hz() : 0; }

 private:
  std::optional<SmClock> clock_;
};

class CudaStopwatch : public Stopwatch {
 public:
  CudaStopwatch(CudaQueue& queue, bool profiled)
      : queue_(queue),
        gate_(queue),
        clock_(queue, profiled),
        profiled_(profiled),
        resolution_(event_resolution(queue)) {}

  double resolution() const override { return resolution_; }

 protected:
  enum class Launch { hidden, exposed };

  /// Times `iterations` repetitions that `enqueue` enqueues. Hidden: the queue is held until all is
  /// enqueued, or `enqueue` lets it go on. Exposed: the queue is empty when it begins. The clock is
  /// read outside of the two events.
  Sample time_enqueued(const std::function<void()>& enqueue, Launch launch, long iterations = 1) {
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

  Launch launch_of(const Workload& workload) const {
    return profiled_ || workload.traits().synchronises ? Launch::exposed : Launch::hidden;
  }

  /// Doubles `iterations` until a sample is long enough.
  template <class TimeBatch>
  long calibrate(TimeBatch&& time_batch) {
    for (long iterations = 1;; iterations *= 2) {
      const Sample sample = require_valid(time_batch(iterations));
      const double seconds = sample.seconds * static_cast<double>(iterations);
      const bool enough = seconds >= 1000 * resolution() || iterations == kMostIterations;
      if (profiled_ || enough) return iterations;
    }
  }

  /// Keeps the queue filled: a batch is enqueued before the one before it ends.
  long repeat_batches(double seconds, long iterations, const std::function<void()>& enqueue) {
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

  static Sample require_valid(Sample sample) {
    if (sample.valid) return sample;
    throw std::runtime_error(
        "the spinning kernel timed out: run() enqueues more than the queue takes, or waits for the "
        "device, which traits().synchronises denies");
  }

  /// Loads kernels, which may wait for the device: not possible behind the spinning kernel.
  void run_once(Workload& workload) {
    workload.run();
    queue_.wait();
  }

  CudaQueue& queue_;
  SpinGate gate_;

 private:
  struct OpenAfterwards {
    SpinGate& gate;
    ~OpenAfterwards() { gate.open(); }
  };

  SampleClock clock_;
  bool profiled_;
  Event start_, stop_;
  double resolution_;
};

class ColdStopwatch : public CudaStopwatch {
 public:
  ColdStopwatch(CudaQueue& queue, bool profiled) : CudaStopwatch(queue, profiled), flush_(queue) {}

  void prepare(Workload& workload) override {
    run_once(workload);
    require_valid(time(workload));
  }

  void clear(Workload& workload) override {
    if (!workload.traits().repeatable) workload.reset();
    flush_.run();
  }

  Sample timed(Workload& workload) override {
    return time_enqueued([&] { workload.run(); }, launch_of(workload));
  }

 private:
  CacheFlush flush_;
};

class HotStopwatch : public CudaStopwatch {
 public:
  using CudaStopwatch::CudaStopwatch;

  void prepare(Workload& workload) override {
    if (!workload.traits().repeatable) throw Unsupported("hot timing needs a repeatable workload");
    run_once(workload);
    iterations_ = calibrate([&](long iterations) { return time_batch(workload, iterations); });
  }

  Sample timed(Workload& workload) override { return time_batch(workload, iterations_); }

  long repeat(Workload& workload, double seconds) override {
    return repeat_batches(seconds, iterations_, [&] {
      for (long i = 0; i < iterations_; ++i) workload.run();
    });
  }

 private:
  /// The first repetition alone is held back, so that it follows the event at once. The others are
  /// launched while the device works: where a launch takes longer than the work, so does a
  /// repetition.
  Sample time_batch(Workload& workload, long iterations) {
    const auto enqueue = [&] {
      workload.run();
      gate_.open();
      for (long i = 1; i < iterations; ++i) workload.run();
    };
    return time_enqueued(enqueue, launch_of(workload), iterations);
  }

  long iterations_ = 1;
};

class GraphStopwatch : public CudaStopwatch {
 public:
  using CudaStopwatch::CudaStopwatch;

  void prepare(Workload& workload) override {
    const Traits traits = workload.traits();
    if (!traits.capturable) throw Unsupported("the workload cannot be captured into a graph");
    if (!traits.repeatable) throw Unsupported("graph timing needs a repeatable workload");
    run_once(workload);
    iterations_ = calibrate([&](long iterations) {
      graph_.emplace(queue_, [&] {
        for (long i = 0; i < iterations; ++i) workload.run();
      });
      graph_->launch(queue_);  // the first launch of a graph has more to do
      queue_.wait();
      return replay(workload, iterations);
    });
  }

  Sample timed(Workload& workload) override { return replay(workload, iterations_); }

  long repeat(Workload&, double seconds) override {
    return repeat_batches(seconds, iterations_, [&] { graph_->launch(queue_); });
  }

 private:
  Sample replay(const Workload& workload, long iterations) {
    return time_enqueued([&] { graph_->launch(queue_); }, launch_of(workload), iterations);
  }

  std::optional<CudaGraph> graph_;
  long iterations_ = 1;
};

/// By the host's clock: from the first call until the result is in host memory, which is what a
/// caller waits for, and what the CPU's repetitions are timed with.
class TransferStopwatch : public Stopwatch {
 public:
  TransferStopwatch(CudaQueue& queue, bool profiled)
      : queue_(queue), flush_(queue), clock_(queue, profiled) {}

  double resolution() const override { return step_; }

  void prepare(Workload& workload) override { time(workload); }

  void clear(Workload& workload) override {
    if (!workload.traits().repeatable) workload.reset();
    flush_.run();
  }

  Sample timed(Workload& workload) override {
    clock_.begin();
    queue_.wait();
    const WallClock wall;
    workload.upload();
    workload.run();
    workload.download();
    queue_.wait();
    const double seconds = wall.seconds();
    clock_.end();
    queue_.wait();
    return {.seconds = seconds, .sm_clock_hz = clock_.hz()};
  }

 private:
  CudaQueue& queue_;
  CacheFlush flush_;
  SampleClock clock_;
  double step_ = wall_clock_step();
};

}  // namespace

std::unique_ptr<Stopwatch> make_cuda_stopwatch(Timing timing, CudaQueue& queue, bool profiled) {
  switch (timing) {
    case Timing::cold: return std::make_unique<ColdStopwatch>(queue, profiled);
    case Timing::hot: return std::make_unique<HotStopwatch>(queue, profiled);
    case Timing::graph: return std::make_unique<GraphStopwatch>(queue, profiled);
    case Timing::e2e: return std::make_unique<TransferStopwatch>(queue, profiled);
    default: throw Unsupported("a GPU has no timing '" + std::string(name(timing)) + "'");
  }
}

}  // namespace warpmark
