// What the self-test says of a GPU whose time is computed: that it passes what is right, and finds
// what is not.

#include "harness/cuda/self_checks.h"

#include "tests/fake_cuda/fixture.h"

#include <limits>

namespace warpmark {
namespace {

class SelfChecksTest : public OnFakeGpu {
 protected:
  CheckResult result_of(const std::string& name) {
    for (const SelfCheck& check : cuda_self_checks(0)) {
      if (check.claim.name == name) return perform(check);
    }
    throw std::out_of_range(name);
  }
  Verdict verdict_of(const std::string& name) { return result_of(name).verdict; }
};

/// It has no cache, which is found out; everything else is in order, also where events are coarser
/// than CUDA's documentation promises. The round trip is taken
/// on the host's clock, which is this machine's: there is a value, and how large it is says
/// nothing.
TEST_F(SelfChecksTest, AGoodGpuPassesAndOneWithoutACacheIsFoundOut) {
  for (double event_step : {32, 2048}) {
    start({.event_step = event_step});
    for (SelfCheck& check : cuda_self_checks(0)) {
      if (check.claim.name == "gpu.round_trip")
        check.claim.high = std::numeric_limits<double>::infinity();
      const CheckResult result = perform(check);
      const bool cache = result.claim.name == "gpu.cold_over_hot";
      EXPECT_EQ(result.verdict, cache ? Verdict::failed : Verdict::passed)
          << result.claim.name << ' ' << result.value.value_or(0) << ' ' << result.message;
    }
  }
}

TEST_F(SelfChecksTest, FiguresAreThoseOfTheGpu) {
  start({.event_step = 64, .timer_step = 1024});
  EXPECT_NEAR(result_of("gpu.event_step").value.value(), 0.064, 1e-4);
  EXPECT_NEAR(result_of("gpu.clock_step").value.value(), 1.024, 1e-3);
}

/// Kernels wait for a tick as long as they happen to; that is no error of the stopwatch.
TEST_F(SelfChecksTest, AClockThatMovesByAMicrosecondIsFineEnough) {
  for (double latency : {1300, 1700}) {
    start({.latency = latency, .timer_step = 1024, .timer_read = 100});
    const CheckResult result = result_of("gpu.delay_1us_cold");
    EXPECT_EQ(result.verdict, Verdict::passed) << result.value.value_or(0);
  }
}

TEST_F(SelfChecksTest, EventsThatAreTooCoarseAreFoundOut) {
  start({.event_step = 32'768});
  EXPECT_EQ(verdict_of("gpu.event_step"), Verdict::failed);
}

TEST_F(SelfChecksTest, SlowLaunchesAreFoundOut) {
  start({.launch = 50'000});
  EXPECT_EQ(verdict_of("gpu.empty_kernel_hot"), Verdict::failed);
  EXPECT_EQ(verdict_of("gpu.empty_kernel_graph"), Verdict::passed);
}

TEST_F(SelfChecksTest, ABrokenGpuFailsWithTheReason) {
  device_.lasting = cudaErrorIllegalAddress;
  const CheckResult result = result_of("gpu.delay_10us_cold");
  device_.lasting = cudaSuccess;
  EXPECT_EQ(result.verdict, Verdict::failed);
  EXPECT_NE(result.message, "");
}

}  // namespace
}  // namespace warpmark
