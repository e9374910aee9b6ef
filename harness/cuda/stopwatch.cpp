#include "harness/cuda/stopwatch.h"

#include "harness/cuda/event.h"
#include "harness/cuda/flush.h"
#include "harness/cuda/graph.h"
#include "harness/cuda/spin.h"
#include "harness/error.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

namespace warpmark {
namespace {

// A queue takes about a thousand launches before the host must wait for the device.
constexpr long kQueueDepth = 512;
constexpr long kMostIterations = 1 << 14;

class CudaStopwatch : public Stopwatch {
 public:
  CudaStopwatch(CudaQueue& queue, bool profiled)
      : queue_(queue), gate_(queue), profiled_(profiled) {}

  /// CUDA's documentation of cudaEventElapsedTime.
  double resolution() const override { return 0.5e-6; }

 protected:
  enum class Launch { hidden, exposed };

  /// Times `iterations` repetitions that `enqueue` enqueues. Hidden: the queue is held until all is
  /// enqueued, or `enqueue` lets it go on.
  Sample time_enqueued(const std::function<void()>& enqueue, Launch launch, long iterations = 1) {
    if (launch == Launch::hidden) gate_.close();
    {
      const OpenAfterwards guard{gate_};
      start_.record(queue_);
      enqueue();
      stop_.record(queue_);
    }
    stop_.wait();
    return {.seconds = stop_.seconds_since(start_) / static_cast<double>(iterations),
            .iterations = iterations,
            .valid = launch == Launch::exposed || !gate_.timed_out()};
  }

  Launch launch_of(const Workload& workload) const {
    return profiled_ || workload.traits().synchronises ? Launch::exposed : Launch::hidden;
  }

  /// Doubles `iterations` until a sample is long enough. Throws where the workload waits for the
  /// device although its traits deny it.
  template <class TimeBatch>
  long calibrate(TimeBatch&& time_batch) {
    for (long iterations = 1;; iterations *= 2) {
      const Sample sample = require_valid(time_batch(iterations));
      const double seconds = sample.seconds * static_cast<double>(iterations);
      const bool enough = seconds >= 1000 * resolution() || iterations == kMostIterations;
      if (profiled_ || enough) return iterations;
    }
  }

  static Sample require_valid(Sample sample) {
    if (sample.valid) return sample;
    throw std::runtime_error(
        "the spinning kernel timed out: run() waits for the device, traits().synchronises denies "
        "it");
  }

  /// Loads kernels, which may wait for the device: not possible behind the spinning kernel.
  void run_once(Workload& workload) {
    workload.run();
    queue_.wait();
  }

  CudaQueue& queue_;
  SpinGate gate_;
  bool profiled_;

 private:
  struct OpenAfterwards {
    SpinGate& gate;
    ~OpenAfterwards() { gate.open(); }
  };

  Event start_, stop_;
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
    const Traits traits = workload.traits();
    if (!traits.repeatable) throw Unsupported("hot timing needs a repeatable workload");
    run_once(workload);
    if (traits.capturable) {
      const CudaGraph one(queue_, [&] { workload.run(); });
      held_ = std::max(1L, kQueueDepth / static_cast<long>(one.nodes()));
    }
    iterations_ = calibrate([&](long iterations) { return time_batch(workload, iterations); });
  }

  Sample timed(Workload& workload) override { return time_batch(workload, iterations_); }

 private:
  Sample time_batch(Workload& workload, long iterations) {
    const auto enqueue = [&] {
      for (long i = 0; i < iterations; ++i) {
        if (i == held_) gate_.open();
        workload.run();
      }
    };
    return time_enqueued(enqueue, launch_of(workload), iterations);
  }

  long held_ = 1;  // repetitions that the queue takes while it is held
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
      replay(workload, iterations);  // the first launch of a graph has more to do
      return replay(workload, iterations);
    });
  }

  Sample timed(Workload& workload) override { return replay(workload, iterations_); }

 private:
  Sample replay(const Workload& workload, long iterations) {
    return time_enqueued([&] { graph_->launch(queue_); }, launch_of(workload), iterations);
  }

  std::optional<CudaGraph> graph_;
  long iterations_ = 1;
};

class TransferStopwatch : public CudaStopwatch {
 public:
  TransferStopwatch(CudaQueue& queue, bool profiled)
      : CudaStopwatch(queue, profiled), flush_(queue) {}

  void prepare(Workload& workload) override { time(workload); }

  void clear(Workload& workload) override {
    if (!workload.traits().repeatable) workload.reset();
    flush_.run();
    queue_.wait();
  }

  Sample timed(Workload& workload) override {
    const auto enqueue = [&] {
      workload.upload();
      workload.run();
      workload.download();
    };
    return time_enqueued(enqueue, Launch::exposed);
  }

 private:
  CacheFlush flush_;
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
