// The timings, on a GPU whose time is computed: what they put around a repetition, and what
// they count as its time.

#include "harness/cuda/flush.h"
#include "harness/error.h"
#include "tests/fake_cuda/fixture.h"

#include <gmock/gmock.h>

namespace warpmark {
namespace {

using testing::HasSubstr;
using testing::Not;

// Of the project's kernels: the flush has eight blocks a multiprocessor, the spinning kernel one
// thread, the clock's a thread for each multiprocessor, of which there are two.
constexpr const char* kFlush = "kernel(16x256)";
constexpr const char* kSpin = "kernel(1x1)";
constexpr const char* kClock = "kernel(2x1)";

std::string sequence(std::initializer_list<const char*> words) {
  std::string out;
  for (const char* word : words) out += (out.empty() ? "" : " ") + std::string(word);
  return out;
}

using Cold = OnFakeGpu;

TEST_F(Cold, FlushesBeforeTheEventsAndReadsClocksOutsideOfThem) {
  FakeWorkload workload(*queue_);
  const auto stopwatch = prepared(Timing::cold, workload);
  EXPECT_EQ(log_of([&] { stopwatch->time(workload); }),
            sequence({kFlush, kSpin, kClock, "record", "work", "record", kClock}));
}

TEST_F(Cold, HidesTheLaunches) {
  start({.launch = 50'000, .latency = 20'000, .event_step = 1});
  FakeWorkload workload(*queue_, 4000, 3);
  const auto stopwatch = prepared(Timing::cold, workload);
  const Sample sample = stopwatch->time(workload);
  EXPECT_TRUE(sample.valid);
  EXPECT_EQ(sample.iterations, 1);
  EXPECT_NEAR(sample.seconds, 12e-6, 1e-9);
}

/// Whose launches return when their kernels have ended: the spinning one's as well.
TEST_F(Cold, NeedsLaunchesThatReturn) {
  ::setenv("CUDA_LAUNCH_BLOCKING", "1", 1);
  EXPECT_THAT([&] { make_cuda_stopwatch(Timing::cold, *queue_); },
              testing::ThrowsMessage<Unsupported>(HasSubstr("CUDA_LAUNCH_BLOCKING=1 makes")));
  EXPECT_NO_THROW(make_cuda_stopwatch(Timing::cold, *queue_, true)) << "which holds nothing back";
  ::setenv("CUDA_LAUNCH_BLOCKING", "0", 1);
  EXPECT_NO_THROW(make_cuda_stopwatch(Timing::cold, *queue_));
  ::unsetenv("CUDA_LAUNCH_BLOCKING");
}

/// What it has enqueued writes to memory that is about to go.
TEST_F(Cold, ARepetitionThatThrowsIsWaitedFor) {
  class Throwing : public FakeWorkload {
   public:
    using FakeWorkload::FakeWorkload;
    void run() override {
      FakeWorkload::run();
      if (runs_ == 3) throw std::runtime_error("no more");
    }
  } workload(*queue_, 1e6);
  const auto stopwatch = prepared(Timing::cold, workload);
  device_.log.clear();
  EXPECT_THROW(stopwatch->time(workload), std::runtime_error);
  ASSERT_FALSE(device_.log.empty());
  EXPECT_EQ(device_.log.back().name, "work");
}

TEST_F(Cold, ResetsWhatARepetitionChangesBeforeTheFlush) {
  FakeWorkload workload(*queue_);
  workload.traits_.repeatable = false;
  const auto stopwatch = prepared(Timing::cold, workload);
  EXPECT_EQ(log_of([&] { stopwatch->time(workload); }),
            sequence({"reset", kFlush, kSpin, kClock, "record", "work", "record", kClock}));
}

TEST_F(Cold, LinesThatPersistAreReset) {
  start({.persisting_l2_bytes = 1 << 20});
  FakeWorkload workload(*queue_);
  const auto stopwatch = prepared(Timing::cold, workload);
  log_of([&] { stopwatch->time(workload); });
  EXPECT_THAT(device_.host_log, testing::ElementsAre("cudaCtxResetPersistingL2Cache"));
}

TEST_F(Cold, AWorkloadThatSaysItWaitsIsTimedWithoutTheSpinningKernel) {
  FakeWorkload workload(*queue_);
  workload.waits_ = workload.traits_.synchronises = true;
  const auto stopwatch = prepared(Timing::cold, workload);
  EXPECT_EQ(log_of([&] { EXPECT_TRUE(stopwatch->time(workload).valid); }),
            sequence({kFlush, kClock, "record", "work", "record", kClock}));
}

TEST_F(Cold, AWorkloadThatDeniesThatItWaitsIsFoundOut) {
  FakeWorkload workload(*queue_);
  workload.waits_ = true;
  const auto stopwatch = make_cuda_stopwatch(Timing::cold, *queue_);
  EXPECT_THROW(stopwatch->prepare(workload), std::runtime_error);
  EXPECT_FALSE(stopwatch->time(workload).valid);
  workload.waits_ = false;
  EXPECT_TRUE(stopwatch->time(workload).valid);
}

TEST_F(Cold, MoreLaunchesThanTheQueueTakesAreFoundOut) {
  FakeWorkload fits(*queue_, 100, 1000), too_many(*queue_, 100, 1100);
  const auto stopwatch = prepared(Timing::cold, fits);
  EXPECT_TRUE(stopwatch->time(fits).valid);
  EXPECT_FALSE(stopwatch->time(too_many).valid);
}

/// The flush is the largest block of memory there is; wherever in it one word is not zero, the
/// kernel notices, and says so in the first word: so it reads all of it.
TEST_F(Cold, TheFlushReadsFourTimesTheCache) {
  start({.l2_bytes = 20'000});
  CacheFlush flush(*queue_);
  queue_->wait();
  const auto words = fake_cuda::largest_allocation();
  ASSERT_GE(words.size_bytes(), 4u * 20'000);
  for (std::size_t i = 0; i < words.size(); i += 997) {
    words[0] = 0;
    words[i] = 7;
    flush.run();
    queue_->wait();
    EXPECT_EQ(words[0], 7u) << "word " << i;
    words[i] = 0;
  }
}

using Hot = OnFakeGpu;

TEST_F(Hot, IsABatchLongAgainstTheResolutionOfEvents) {
  FakeWorkload workload(*queue_, 5000);
  const auto stopwatch = prepared(Timing::hot, workload);
  const Sample sample = stopwatch->time(workload);
  EXPECT_GE(sample.seconds * static_cast<double>(sample.iterations),
            1000 * stopwatch->resolution());
  EXPECT_LE(sample.seconds * static_cast<double>(sample.iterations),
            2100 * stopwatch->resolution());
  EXPECT_NEAR(sample.seconds, 5e-6, 0.01e-6);
}

TEST_F(Hot, WorkThatTakesLongerThanItsLaunchIsAllThatCounts) {
  start({.launch = 3000});
  FakeWorkload workload(*queue_, 8000);
  EXPECT_NEAR(prepared(Timing::hot, workload)->time(workload).seconds, 8e-6, 0.02e-6);
}

TEST_F(Hot, ALaunchThatTakesLongerThanItsWorkIsWhatCounts) {
  start({.launch = 8000});
  FakeWorkload workload(*queue_, 3000);
  EXPECT_NEAR(prepared(Timing::hot, workload)->time(workload).seconds, 8e-6, 0.2e-6);
}

TEST_F(Hot, DoesNotFlush) {
  FakeWorkload workload(*queue_, 600'000);
  const auto stopwatch = prepared(Timing::hot, workload);
  EXPECT_EQ(log_of([&] { stopwatch->time(workload); }),
            sequence({kSpin, kClock, "record", "work", "record", kClock}));
}

TEST_F(Hot, AWorkloadThatDeniesThatItWaitsIsFoundOut) {
  FakeWorkload workload(*queue_);
  workload.waits_ = true;
  EXPECT_THROW(prepared(Timing::hot, workload), std::runtime_error);
}

TEST_F(Hot, RepeatsWithoutAGap) {
  FakeWorkload workload(*queue_, 20'000);
  const auto stopwatch = prepared(Timing::hot, workload);
  long repetitions = 0;
  const long before = workload.runs_;
  log_of([&] { repetitions = stopwatch->repeat(workload, 0.002); });
  EXPECT_EQ(repetitions, workload.runs_ - before);
  EXPECT_GT(repetitions, 0);
  for (std::size_t i = 1; i < device_.log.size(); ++i) {
    EXPECT_EQ(device_.log[i].begin, device_.log[i - 1].end) << "operation " << i;
  }
}

using Graph = OnFakeGpu;

TEST_F(Graph, HidesTheLaunchesOfABatch) {
  start({.launch = 8000});
  FakeWorkload workload(*queue_, 3000);
  const auto stopwatch = prepared(Timing::graph, workload);
  const Sample sample = stopwatch->time(workload);
  EXPECT_NEAR(sample.seconds, 3e-6, 0.01e-6);
  EXPECT_GE(sample.seconds * static_cast<double>(sample.iterations),
            1000 * stopwatch->resolution());
  EXPECT_THAT(log_of([&] { stopwatch->time(workload); }), Not(HasSubstr(kFlush)));
}

TEST_F(Graph, ReplaysWithoutAGap) {
  FakeWorkload workload(*queue_, 20'000);
  const auto stopwatch = prepared(Timing::graph, workload);
  log_of([&] { EXPECT_GT(stopwatch->repeat(workload, 0.002), 0); });
  for (std::size_t i = 1; i < device_.log.size(); ++i) {
    EXPECT_LE(device_.log[i].begin, device_.log[i - 1].end) << "operation " << i;
  }
}

/// Transfers 40,000 bytes each way, a byte a nanosecond.
class Transfer : public FakeWorkload {
 public:
  explicit Transfer(CudaQueue& queue) : FakeWorkload(queue, 10'000) {}
  void upload() override { copy_to_device(queue_, memory_.data(), staging_.data(), kBytes); }
  void download() override { copy_to_host(queue_, staging_.data(), memory_.data(), kBytes); }

 private:
  static constexpr std::size_t kBytes = 40'000;
  DeviceBuffer memory_{queue_, kBytes};
  PinnedBuffer staging_{kBytes};
};

/// Neither the spinning kernel nor the clock's, nor a batch: a profiler sees the work alone.
TEST_F(OnFakeGpu, AProfiledSampleIsOneRepetitionWithNothingAroundIt) {
  FakeWorkload workload(*queue_);
  for (Timing timing : {Timing::hot, Timing::graph}) {
    const auto stopwatch = make_cuda_stopwatch(timing, *queue_, true);
    stopwatch->prepare(workload);
    const std::string expected =
        timing == Timing::hot ? "record work record" : "record work graph record";
    EXPECT_EQ(log_of([&] { EXPECT_EQ(stopwatch->time(workload).iterations, 1); }), expected);
  }
}

using EndToEnd = OnFakeGpu;

TEST_F(EndToEnd, TransfersThroughPageLockedMemoryAfterAFlush) {
  Transfer workload(*queue_);
  const auto stopwatch = prepared(Timing::e2e, workload);
  EXPECT_EQ(log_of([&] { stopwatch->time(workload); }),
            sequence({kFlush, kClock, "upload", "work", "download", kClock}));
}

/// The flush and the clock have ended before the first call: nothing of it is hidden behind them.
TEST_F(EndToEnd, BeginsOnAnIdleDevice) {
  Transfer workload(*queue_);
  const auto stopwatch = prepared(Timing::e2e, workload);
  log_of([&] { stopwatch->time(workload); });
  const auto& upload = device_.log.at(2);
  EXPECT_DOUBLE_EQ(upload.begin, upload.submitted + device_.model.latency);
}

/// Verified and warmed up with something else than a repetition.
class Rehearsed : public FakeWorkload {
 public:
  using FakeWorkload::FakeWorkload;
  void rehearse() override { fake_cuda::enqueue_work(queue_, "rehearsal", 700); }
  void warm_up() override { fake_cuda::enqueue_work(queue_, "piece", 900); }
};

using Epoch = OnFakeGpu;

TEST_F(Epoch, IsOneRepetitionBetweenTwoEventsWithNothingHeldBack) {
  Rehearsed workload(*queue_, 4000, 3);
  workload.traits_.repeatable = false;
  const auto stopwatch = make_cuda_stopwatch(Timing::epoch, *queue_);
  EXPECT_EQ(log_of([&] { stopwatch->prepare(workload); }), "");
  Sample sample;
  EXPECT_EQ(log_of([&] { sample = stopwatch->time(workload); }),
            sequence({kClock, "record", "work", "work", "work", "record", kClock}));
  EXPECT_EQ(sample.iterations, 1);
  EXPECT_GE(sample.seconds, 12e-6);
}

TEST_F(Epoch, IsNotSpentOnVerificationAndWarmUp) {
  Rehearsed workload(*queue_);
  const auto stopwatch = make_cuda_stopwatch(Timing::epoch, *queue_);
  EXPECT_EQ(log_of([&] { stopwatch->rehearse(workload); }), "rehearsal");
  EXPECT_EQ(log_of([&] { stopwatch->warm(workload); }),
            sequence({kClock, "record", "piece", "record", kClock}));
  EXPECT_EQ(workload.runs_, 0);
}

TEST_F(Epoch, MayHaveMoreLaunchesThanTheQueueTakes) {
  Rehearsed workload(*queue_, 100, 3000);
  EXPECT_TRUE(make_cuda_stopwatch(Timing::epoch, *queue_)->time(workload).valid);
}

using Step = OnFakeGpu;

TEST_F(Step, IsTimedLikeHotAndVerifiedByARehearsal) {
  start({.launch = 3000});
  Rehearsed workload(*queue_, 8000);
  const auto stopwatch = prepared(Timing::step, workload);
  const Sample sample = stopwatch->time(workload);
  EXPECT_NEAR(sample.seconds, 8e-6, 0.02e-6);
  EXPECT_GT(sample.iterations, 1);
  EXPECT_EQ(log_of([&] { stopwatch->rehearse(workload); }), "rehearsal");
}

/// As its caller sees it: the launch, which nothing hides, is a part of it.
TEST_F(Step, LatencyIsThatOfOneRepetitionOnAnIdleDevice) {
  start({.launch = 3000});
  Rehearsed workload(*queue_, 8000);
  workload.traits_.single = true;
  const auto stopwatch = prepared(Timing::step, workload);
  Sample sample;
  EXPECT_EQ(log_of([&] { sample = stopwatch->time(workload); }),
            sequence({kClock, "record", "work", "record", kClock}));
  EXPECT_EQ(sample.iterations, 1);
  EXPECT_GT(sample.seconds, 10e-6);
}

class AnyTiming : public OnFakeGpu, public testing::WithParamInterface<Timing> {};

TEST_P(AnyTiming, AllocatesNothingWhileItTimes) {
  Transfer workload(*queue_);
  const auto stopwatch = prepared(GetParam(), workload);
  log_of([&] { stopwatch->time(workload); });
  EXPECT_THAT(device_.host_log, testing::IsEmpty());
}

/// A kernel's first launch waits for the device: behind the spinning kernel that would be in vain.
TEST_P(AnyTiming, LoadsAllKernelsWhileNothingSpins) {
  start({.first_launch = 5e6});
  Transfer workload(*queue_);
  const auto stopwatch = prepared(GetParam(), workload);
  EXPECT_TRUE(stopwatch->time(workload).valid);
  EXPECT_LT(device_.host_time(), 0.1e9);  // the spinning kernel is patient for a second
}

/// Profiled or not: libraries would compute in another precision than the row says.
TEST_P(AnyTiming, NeedsThePrecisionThatIsAskedFor) {
  for (const char* value : {"0", "1"}) {
    ::setenv("NVIDIA_TF32_OVERRIDE", value, 1);
    for (const bool profiled : {false, true}) {
      EXPECT_THAT([&] { make_cuda_stopwatch(GetParam(), *queue_, profiled); },
                  testing::ThrowsMessage<Unsupported>(
                      HasSubstr("NVIDIA_TF32_OVERRIDE=" + std::string(value) + " changes")));
    }
  }
  ::setenv("NVIDIA_TF32_OVERRIDE", "", 1);
  EXPECT_NO_THROW(make_cuda_stopwatch(GetParam(), *queue_));
  ::unsetenv("NVIDIA_TF32_OVERRIDE");
}

INSTANTIATE_TEST_SUITE_P(All, AnyTiming,
                         testing::Values(Timing::cold, Timing::hot, Timing::graph, Timing::e2e,
                                         Timing::step),
                         [](const auto& info) { return std::string(name(info.param)); });

TEST_F(OnFakeGpu, RefusesWhatCannotBeTimedSo) {
  FakeWorkload workload(*queue_);
  workload.traits_.capturable = false;
  EXPECT_THROW(prepared(Timing::graph, workload), Unsupported);
  workload.traits_.repeatable = false;
  EXPECT_THROW(prepared(Timing::hot, workload), Unsupported);
}

}  // namespace
}  // namespace warpmark
