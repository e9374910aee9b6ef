// The kernels of known length.

#include "harness/cuda/delay.h"

#include "tests/cuda/gpu.h"

#include <gtest/gtest.h>

namespace warpmark {
namespace {

using DelayTest = OnGpu<>;

TEST_F(DelayTest, LastsAtLeastItsLengthEachTime) {
  CudaQueue queue(0);
  Delay delay(queue, 20e-6);
  EXPECT_EQ(delay.lasted_s(), 0);
  delay.run();
  const double once = delay.lasted_s();
  EXPECT_GE(once, 20e-6);
  delay.run();
  EXPECT_GE(delay.lasted_s(), once + 20e-6);
  delay.restart();
  EXPECT_EQ(delay.lasted_s(), 0);
}

TEST_F(DelayTest, WithoutLengthLastsNothing) {
  CudaQueue queue(0);
  Delay delay(queue, 0);
  delay.run();
  EXPECT_EQ(delay.lasted_s(), 0);
}

TEST_F(DelayTest, TheClockHasAStep) {
  CudaQueue queue(0);
  EXPECT_GT(global_clock_step(queue), 0);
  EXPECT_LT(global_clock_step(queue), 1e-3);
}

}  // namespace
}  // namespace warpmark
