// What stopwatches rest on: the spinning kernel, and what events can tell.

#include "harness/cuda/spin.h"

#include "harness/cuda/event.h"
#include "tests/fake_cuda/fixture.h"

namespace warpmark {
namespace {

class Resolution : public OnFakeGpu {
 protected:
  double of(double event_step) {
    start({.event_step = event_step});
    return event_resolution(*queue_);
  }
};

TEST_F(Resolution, IsNoFinerThanDocumented) { EXPECT_DOUBLE_EQ(of(32), 0.5e-6); }

TEST_F(Resolution, IsCoarserWhereEventsAre) {
  EXPECT_NEAR(of(2048), 2.048e-6, 1e-12);
  FakeWorkload workload(*queue_);
  EXPECT_NEAR(prepared(Timing::cold, workload)->resolution(), 2.048e-6, 1e-12);
}

using Spin = OnFakeGpu;

TEST_F(Spin, GivesUpAfterItsPatience) {
  SpinGate gate(*queue_, 0.001);
  gate.close();
  const double before = device_.host_time();
  queue_->wait();  // it would be for ever
  EXPECT_TRUE(gate.timed_out());
  EXPECT_NEAR(device_.host_time() - before, 1e6, 1e4);
}

TEST_F(Spin, HoldsTheQueueUntilItIsReleased) {
  fake_cuda::enqueue_work(*queue_, "work", 1000);  // loaded
  SpinGate gate(*queue_);
  gate.close();
  fake_cuda::enqueue_work(*queue_, "work", 1000);
  device_.spend(50'000);
  const std::size_t done = device_.log.size();
  const double opened = device_.host_time();
  gate.open();
  queue_->wait();
  EXPECT_EQ(device_.log.size(), done + 2);  // the spinning kernel and the work
  EXPECT_GE(device_.log.back().begin, opened);
  EXPECT_FALSE(gate.timed_out());
}

/// What stopwatches must not let happen.
TEST_F(Spin, AKernelThatIsLoadedBehindItWaitsForItsPatience) {
  SpinGate gate(*queue_, 0.001);
  gate.close();
  fake_cuda::enqueue_work(*queue_, "never launched before", 1000);
  gate.open();
  queue_->wait();
  EXPECT_TRUE(gate.timed_out());
}

}  // namespace
}  // namespace warpmark
