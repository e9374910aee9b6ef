#include "harness/cuda/stopwatch.h"

#include "harness/cuda/event_stopwatch.h"
#include "harness/cuda/flush.h"
#include "harness/cuda/graph.h"
#include "harness/error.h"
#include "harness/wall_clock.h"

#include <fmt/format.h>

#include <cstdlib>
#include <optional>
#include <stdexcept>

namespace warpmark {
namespace {

class ColdStopwatch : public EventStopwatch {
 public:
  ColdStopwatch(CudaQueue& queue, bool profiled) : EventStopwatch(queue, profiled), flush_(queue) {}

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

class HotStopwatch : public EventStopwatch {
 public:
  using EventStopwatch::EventStopwatch;

  void prepare(Workload& workload) override {
    if (!workload.traits().repeatable) throw Unsupported("hot timing needs a repeatable workload");
    run_once(workload);
    if (workload.traits().single) return;
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

/// Hot, but what is verified is a step of its own.
class StepStopwatch : public HotStopwatch {
 public:
  using HotStopwatch::HotStopwatch;
  void rehearse(Workload& workload) override { workload.rehearse(); }
};

/// One repetition between two events, of which none is spent on verification or warm-up: it
/// enqueues more than could be held back.
class EpochStopwatch : public EventStopwatch {
 public:
  using EventStopwatch::EventStopwatch;

  void rehearse(Workload& workload) override { workload.rehearse(); }

  Sample warm(Workload& workload) override {
    return time_enqueued([&] { workload.warm_up(); }, Launch::exposed);
  }

  Sample timed(Workload& workload) override {
    return time_enqueued([&] { workload.run(); }, Launch::exposed);
  }
};

class GraphStopwatch : public EventStopwatch {
 public:
  using EventStopwatch::EventStopwatch;

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

/// With this variable, NVIDIA's libraries use TF32 for what is asked for in fp32, or fp32 for what
/// is asked for in TF32, and do not tell: rows would not be what their dtype says.
void require_precision_as_asked() {
  constexpr const char* kVariable = "NVIDIA_TF32_OVERRIDE";
  const char* value = std::getenv(kVariable);
  if (value == nullptr || *value == '\0') return;
  throw Unsupported(
      fmt::format("{}={} changes what libraries compute in fp32 and tf32", kVariable, value));
}

}  // namespace

std::unique_ptr<Stopwatch> make_cuda_stopwatch(Timing timing, CudaQueue& queue, bool profiled) {
  require_precision_as_asked();
  switch (timing) {
    case Timing::cold: return std::make_unique<ColdStopwatch>(queue, profiled);
    case Timing::hot: return std::make_unique<HotStopwatch>(queue, profiled);
    case Timing::graph: return std::make_unique<GraphStopwatch>(queue, profiled);
    case Timing::e2e: return std::make_unique<TransferStopwatch>(queue, profiled);
    case Timing::step: return std::make_unique<StepStopwatch>(queue, profiled);
    case Timing::epoch: return std::make_unique<EpochStopwatch>(queue, profiled);
  }
  throw std::logic_error("unknown timing");
}

}  // namespace warpmark
