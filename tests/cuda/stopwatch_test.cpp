// What stopwatches rest on: the spinning kernel, graphs and the flush.

#include "harness/cuda/stopwatch.h"

#include "harness/cuda/buffer.h"
#include "harness/cuda/chain.h"
#include "harness/cuda/event.h"
#include "harness/cuda/flush.h"
#include "harness/cuda/graph.h"
#include "harness/cuda/spin.h"
#include "harness/error.h"
#include "tests/cuda/gpu.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace warpmark {
namespace {

constexpr std::size_t kBytes = std::size_t{4} << 20;

/// Copies on the device, and where asked waits for it, which its traits may deny.
class CopyWorkload : public Workload {
 public:
  CopyWorkload(CudaQueue& queue, std::size_t bytes)
      : queue_(queue), from_(queue, bytes), to_(queue, bytes) {
    set_bytes(queue, from_.data(), 1, from_.bytes());
  }

  Traits traits() const override { return traits_; }
  void run() override {
    copy_on_device(queue_, to_.data(), from_.data(), to_.bytes());
    if (waits_) queue_.wait();
  }
  Outputs outputs() override { return {}; }

  Traits traits_;
  bool waits_ = false;

 private:
  CudaQueue& queue_;
  DeviceBuffer from_, to_;
};

class GpuStopwatch : public OnGpu<> {
 protected:
  void SetUp() override {
    OnGpu::SetUp();
    if (!IsSkipped()) queue_ = std::make_unique<CudaQueue>(0);
  }

  Sample sample(Timing timing, Workload& workload) {
    const auto stopwatch = make_cuda_stopwatch(timing, *queue_);
    stopwatch->prepare(workload);
    return stopwatch->time(workload);
  }

  std::unique_ptr<CudaQueue> queue_;
};

TEST_F(GpuStopwatch, TheSpinningKernelGivesUp) {
  SpinGate gate(*queue_, 0.01);
  gate.close();
  queue_->wait();  // it would be for ever
  EXPECT_TRUE(gate.timed_out());
  gate.close();
  gate.open();
  queue_->wait();
  EXPECT_FALSE(gate.timed_out());
}

TEST_F(GpuStopwatch, TheSpinningKernelHoldsTheQueueUntilItIsReleased) {
  SpinGate gate(*queue_);
  const DeviceBuffer memory(*queue_, 4);
  PinnedBuffer host(4);
  set_bytes(*queue_, memory.data(), 0, 4);
  copy_to_host(*queue_, host.data(), memory.data(), 4);
  queue_->wait();
  gate.close();
  set_bytes(*queue_, memory.data(), 0xff, 4);
  copy_to_host(*queue_, host.data(), memory.data(), 4);
  EXPECT_EQ(host.data()[0], std::byte{0});
  gate.open();
  queue_->wait();
  EXPECT_EQ(host.data()[0], std::byte{0xff});
  EXPECT_FALSE(gate.timed_out());
}

TEST_F(GpuStopwatch, AWorkloadThatWaitsMustSaySo) {
  CopyWorkload workload(*queue_, kBytes);
  workload.waits_ = true;
  EXPECT_THROW(sample(Timing::cold, workload), std::runtime_error);
  workload.traits_.synchronises = true;
  EXPECT_TRUE(sample(Timing::cold, workload).valid);
}

TEST_F(GpuStopwatch, ShortRepetitionsAreBatched) {
  CopyWorkload workload(*queue_, 1024);
  for (Timing timing : {Timing::hot, Timing::graph}) {
    const Sample batch = sample(timing, workload);
    EXPECT_GT(batch.iterations, 1);
    EXPECT_GT(batch.seconds, 0);
  }
  EXPECT_EQ(sample(Timing::cold, workload).iterations, 1);
}

TEST_F(GpuStopwatch, ALongSampleHasAPlausibleClock) {
  CopyWorkload workload(*queue_, std::size_t{256} << 20);
  for (Timing timing : {Timing::cold, Timing::hot, Timing::graph, Timing::e2e}) {
    const double clock = sample(timing, workload).sm_clock_hz;
    EXPECT_GT(clock, 2e8) << name(timing);
    EXPECT_LT(clock, 4e9) << name(timing);
  }
}

TEST_F(GpuStopwatch, RepeatsUntilTheTimeIsOver) {
  CopyWorkload workload(*queue_, kBytes);
  for (Timing timing : {Timing::hot, Timing::graph}) {
    const auto stopwatch = make_cuda_stopwatch(timing, *queue_);
    stopwatch->prepare(workload);
    EXPECT_GT(stopwatch->repeat(workload, 0.01), 0) << name(timing);
  }
}

TEST_F(GpuStopwatch, EventsResolveNoLessThanDocumented) {
  EXPECT_GE(event_resolution(*queue_), 0.5e-6);
  EXPECT_LT(event_resolution(*queue_), 5e-6);
}

TEST_F(GpuStopwatch, RefusesWhatCannotBeTimedSo) {
  CopyWorkload workload(*queue_, 1024);
  workload.traits_.capturable = false;
  EXPECT_THROW(sample(Timing::graph, workload), Unsupported);
  workload.traits_.repeatable = false;
  EXPECT_THROW(sample(Timing::hot, workload), Unsupported);
  EXPECT_EQ(sample(Timing::epoch, workload).iterations, 1) << "which asks for neither";
}

/// The one test that compares times, medians of many, of the same loads with and without the flush.
TEST_F(GpuStopwatch, TheFlushEmptiesTheCache) {
  LoadChain workload(*queue_, std::size_t{8} << 20);  // fits the cache
  CacheFlush flush(*queue_);
  SpinGate gate(*queue_);
  const auto median = [&](bool flushed) {
    std::vector<double> seconds;
    for (int i = 0; i < 51; ++i) {
      Event start, stop;
      if (flushed) flush.run();
      gate.close();
      start.record(*queue_);
      workload.run();
      stop.record(*queue_);
      gate.open();
      stop.wait();
      seconds.push_back(stop.seconds_since(start));
    }
    std::sort(seconds.begin(), seconds.end());
    return seconds[seconds.size() / 2];
  };
  median(false);  // loads what is to be loaded
  EXPECT_GT(median(true), 1.1 * median(false));
}

TEST_F(GpuStopwatch, AGraphHoldsWhatWasEnqueued) {
  CopyWorkload workload(*queue_, 1024);
  const CudaGraph three(*queue_, [&] {
    for (int i = 0; i < 3; ++i) workload.run();
  });
  EXPECT_EQ(three.nodes(), 3u);
  EXPECT_THROW(CudaGraph(*queue_, [] {}), std::runtime_error);
}

TEST_F(GpuStopwatch, AFailedCaptureLeavesTheQueueUsable) {
  CopyWorkload workload(*queue_, 1024);
  EXPECT_THROW(CudaGraph(*queue_, [] { throw Unsupported("no"); }), Unsupported);
  workload.waits_ = true;  // which no graph can hold
  EXPECT_THROW(CudaGraph(*queue_, [&] { workload.run(); }), std::runtime_error);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess) << "the next launch would throw it";
  workload.waits_ = false;
  workload.run();
  EXPECT_NO_THROW(queue_->wait());
}

TEST_F(GpuStopwatch, EventsMeasureGpuTime) {
  CacheFlush flush(*queue_);
  Event start, stop;
  start.record(*queue_);
  flush.run();
  stop.record(*queue_);
  stop.wait();
  EXPECT_GT(stop.seconds_since(start), 0);
  EXPECT_LT(stop.seconds_since(start), 1);
}

}  // namespace
}  // namespace warpmark
