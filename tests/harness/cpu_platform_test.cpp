#include "harness/error.h"
#include "harness/platform.h"
#include "harness/wall_clock.h"
#include "tests/harness/fakes.h"

#include <gtest/gtest.h>

namespace warpmark {
namespace {

/// Records the order of the calls that a stopwatch makes.
class Recorder : public Workload {
 public:
  explicit Recorder(bool repeatable = true) : repeatable_(repeatable) {}
  Traits traits() const override { return {.repeatable = repeatable_}; }
  void upload() override { calls += 'u'; }
  void run() override { calls += 'r'; }
  void download() override { calls += 'd'; }
  void reset() override { calls += 'x'; }
  void rehearse() override { calls += 'v'; }
  void warm_up() override { calls += 'w'; }
  Outputs outputs() override { return {}; }
  std::string calls;

 private:
  bool repeatable_;
};

struct CpuPlatformTest : testing::Test {
  std::unique_ptr<Platform> platform = make_cpu_platform(2);
  std::unique_ptr<Queue> queue = platform->make_queue(0);
  std::unique_ptr<Stopwatch> stopwatch(Timing timing) {
    return platform->make_stopwatch(timing, *queue);
  }
};

TEST_F(CpuPlatformTest, ColdRunsOnceAndTransfersNothing) {
  Recorder workload;
  const Sample sample = stopwatch(Timing::cold)->time(workload);
  EXPECT_EQ(workload.calls, "r");
  EXPECT_EQ(sample.iterations, 1);
  EXPECT_GT(sample.seconds, 0);
}

TEST_F(CpuPlatformTest, ColdResetsWhatARepetitionChanges) {
  Recorder workload(false);
  stopwatch(Timing::cold)->time(workload);
  EXPECT_EQ(workload.calls, "xr");
}

TEST_F(CpuPlatformTest, E2eTransfers) {
  Recorder workload;
  stopwatch(Timing::e2e)->time(workload);
  EXPECT_EQ(workload.calls, "urd");
}

class Empty : public Workload {
 public:
  void run() override { ++runs; }
  Outputs outputs() override { return {}; }
  long runs = 0;
};

TEST_F(CpuPlatformTest, HotBatchesUntilTheClockResolvesIt) {
  Empty workload;
  const auto hot = stopwatch(Timing::hot);
  hot->prepare(workload);
  workload.runs = 0;
  const Sample sample = hot->time(workload);
  EXPECT_EQ(sample.iterations, workload.runs);
  EXPECT_GT(sample.iterations, 100);
  EXPECT_GT(sample.seconds, 0);
}

TEST_F(CpuPlatformTest, ASlowFirstRepetitionMakesNoSmallBatches) {
  class SlowAtFirst : public Empty {
   public:
    void run() override {
      const WallClock clock;
      if (runs == 0) {
        while (clock.seconds() < 1e-3) {
        }
      }
      Empty::run();
    }
  } workload;
  const auto hot = stopwatch(Timing::hot);
  hot->prepare(workload);
  EXPECT_GT(hot->time(workload).iterations, 100);
}

TEST_F(CpuPlatformTest, HotRefusesWhatCannotBeRepeated) {
  Recorder workload(false);
  EXPECT_THROW(stopwatch(Timing::hot)->prepare(workload), Unsupported);
}

TEST_F(CpuPlatformTest, AnEpochIsOneRepetitionAndNeverSpentOnAnythingElse) {
  Recorder workload(false);
  const auto epoch = stopwatch(Timing::epoch);
  epoch->prepare(workload);
  epoch->rehearse(workload);
  epoch->warm(workload);
  EXPECT_EQ(workload.calls, "vw");
  EXPECT_EQ(epoch->time(workload).iterations, 1);
  EXPECT_EQ(workload.calls, "vwr");
  EXPECT_EQ(epoch->repeat(workload, 1), 0);
}

TEST_F(CpuPlatformTest, AStepIsTimedLikeHotAndVerifiedByARehearsal) {
  Recorder workload;
  const auto step = stopwatch(Timing::step);
  step->prepare(workload);
  EXPECT_GT(step->time(workload).iterations, 1);
  workload.calls.clear();
  step->rehearse(workload);
  EXPECT_EQ(workload.calls, "v");
}

TEST_F(CpuPlatformTest, LatencyIsThatOfSingleRepetitions) {
  class Single : public Recorder {
   public:
    Traits traits() const override { return {.single = true}; }
  } workload;
  const auto step = stopwatch(Timing::step);
  step->prepare(workload);
  workload.calls.clear();
  EXPECT_EQ(step->time(workload).iterations, 1);
  EXPECT_EQ(workload.calls, "r");
}

TEST_F(CpuPlatformTest, ACpuHasNoGraphs) { EXPECT_THROW(stopwatch(Timing::graph), Unsupported); }

TEST_F(CpuPlatformTest, TheClockTellsLessThanAMicrosecond) {
  EXPECT_GT(stopwatch(Timing::hot)->resolution(), 0);
  EXPECT_LT(stopwatch(Timing::hot)->resolution(), 1e-6);
}

TEST_F(CpuPlatformTest, PeakMemorySeesAnAllocation) {
  platform->reset_peak_memory(*queue);
  const double before = platform->peak_memory_bytes(*queue);
  {
    HostBuffer buffer(64 << 20);
    std::fill_n(buffer.as<char>(), buffer.size(), 1);
  }
  EXPECT_GT(platform->peak_memory_bytes(*queue), before + (60 << 20));
}

TEST_F(CpuPlatformTest, PeakMemoryLeavesTheFlushOut) {
  const auto cold = stopwatch(Timing::cold);
  platform->reset_peak_memory(*queue);
  const double before = platform->peak_memory_bytes(*queue);
  EXPECT_LT(before, 200 << 20);  // the flush alone has 256 MiB
  Recorder workload;
  cold->time(workload);
  stopwatch(Timing::e2e)->time(workload);  // shares it
  EXPECT_LT(platform->peak_memory_bytes(*queue), before + (20 << 20));
}

TEST_F(CpuPlatformTest, HotRepeatsForAsLongAsAsked) {
  Recorder workload;
  const auto hot = stopwatch(Timing::hot);
  hot->prepare(workload);
  workload.calls.clear();
  const long repetitions = hot->repeat(workload, 0.001);
  EXPECT_GT(repetitions, 0);
  EXPECT_EQ(static_cast<std::size_t>(repetitions), workload.calls.size());
}

TEST_F(CpuPlatformTest, ColdRepetitionsDoNotFollowOneAnother) {
  Recorder workload;
  EXPECT_EQ(stopwatch(Timing::cold)->repeat(workload, 1), 0);
  EXPECT_EQ(workload.calls, "");
}

}  // namespace
}  // namespace warpmark
