// The fused MNIST program on the emulated GPU: what a GPU would not show, or in another way.

#include "tests/cuda_on_cpu/runtime.h"
#include "tests/models/cuda_golden.h"
#include "tests/models/fused_mnist_fixture.h"

#include <gtest/gtest.h>

namespace warpmark::nn {
namespace {

TEST_F(FusedMnist, AllocatesNothingAndWaitsForNothingWhileItRuns) {
  const auto fused = compile_fused_mnist(training_, set_, build());
  fused->write(initial_);
  const std::size_t allocations = emulation::allocations(), waits = emulation::waits();
  const std::size_t first_replays = emulation::first_replays();
  fused->run(steps(0, 0, kSteps));
  fused->run(steps(1, 0, 1));
  EXPECT_EQ(emulation::allocations(), allocations);
  EXPECT_EQ(emulation::waits(), waits);
  EXPECT_EQ(emulation::first_replays(), first_replays);
}

// A step takes ten seconds here; a GPU has them all (cuda_golden_test.cpp).
TEST_F(FusedMnist, BeginsAsPyTorch) { expect_pytorchs_mnist(compile_fused_mnist, *queue_, 1); }

}  // namespace
}  // namespace warpmark::nn
