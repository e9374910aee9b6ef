// What sampling takes beyond the samples, on a GPU whose time is computed: the host's time, and so
// the time that passes, from one sample to the next.

#include "tests/fake_cuda/fixture.h"

namespace warpmark {
namespace {

class OverheadTest : public OnFakeGpu {
 protected:
  /// The launches of an H100 or H200 and its flush: four times 50 MB at 3 TB/s, by this GPU's 16
  /// blocks of 256 threads.
  void SetUp() override { start({.thread = 200e6 / 3e12 * 1e9 / (16 * 256)}); }

  /// Of the time that samples of repetitions of `nanoseconds` take, what is not in them, in
  /// percent.
  double overhead_pct(Timing timing, double nanoseconds) {
    constexpr int kSamples = 20;
    FakeWorkload workload(*queue_, nanoseconds);
    const auto stopwatch = prepared(timing, workload);
    const double begin = device_.host_time();
    double measured = 0;
    for (int i = 0; i < kSamples; ++i) {
      const Sample sample = stopwatch->time(workload);
      measured += 1e9 * sample.seconds * static_cast<double>(sample.iterations);
    }
    const double passed = device_.host_time() - begin;
    RecordProperty(std::string(name(timing)) + "_pct",
                   std::to_string(100 * (1 - measured / passed)));
    return 100 * (1 - measured / passed);
  }
};

TEST_F(OverheadTest, OfAMillisecondIsLessThanAFifth) {
  for (Timing timing : {Timing::cold, Timing::hot, Timing::graph}) {
    EXPECT_LT(overhead_pct(timing, 1e6), 20) << name(timing);
    EXPECT_GT(overhead_pct(timing, 1e6), 0) << name(timing);
  }
}

}  // namespace
}  // namespace warpmark
