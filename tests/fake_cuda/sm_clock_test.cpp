#include "harness/cuda/sm_clock.h"

#include "tests/fake_cuda/fixture.h"

namespace warpmark {
namespace {

class SmClockTest : public OnFakeGpu {
 protected:
  /// The clock over work of so many nanoseconds.
  double clock_over(double nanoseconds) {
    SmClock clock(*queue_);
    fake_cuda::enqueue_work(*queue_, "work", 0);  // loaded now, and not in between
    queue_->wait();
    clock.begin();
    fake_cuda::enqueue_work(*queue_, "work", nanoseconds);
    clock.end();
    queue_->wait();
    return clock.hz();
  }
};

TEST_F(SmClockTest, IsCyclesOverTime) {
  start({.sm_hz = 1.41e9});
  EXPECT_NEAR(clock_over(200'000), 1.41e9, 0.005e9);
}

TEST_F(SmClockTest, IsReadAgainForEachSample) {
  SmClock clock(*queue_);
  for (double hz : {1.0e9, 1.9e9}) {
    device_.model.sm_hz = hz;
    clock.begin();
    fake_cuda::enqueue_work(*queue_, "work", 1e6);
    clock.end();
    queue_->wait();
    EXPECT_NEAR(clock.hz(), hz, 0.005 * hz);
  }
}

TEST_F(SmClockTest, NeedsAHundredStepsOfTheTimer) {
  start({.timer_step = 2000});
  EXPECT_EQ(clock_over(150'000), 0);
  EXPECT_NEAR(clock_over(250'000), 1.5e9, 0.02e9);
}

/// A reading of the fake's timer takes a microsecond: to the clock that is its step.
TEST_F(SmClockTest, ASampleHasIt) {
  FakeWorkload workload(*queue_, 150'000);
  const auto stopwatch = prepared(Timing::cold, workload);
  EXPECT_NEAR(stopwatch->time(workload).sm_clock_hz, 1.5e9, 0.01e9);
}

}  // namespace
}  // namespace warpmark
