// Emulated copies in the background: what is not waited for is not there.

#include "harness/cuda/device.cuh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace warpmark {
namespace {

using Numbers = std::array<int, 3>;

/// Copies 5 and a zero to shared memory, each a group, and reads them while `kLater` groups may be
/// under way. What is copied third is in no group.
template <int kLater>
Numbers copied() {
  const int five = 5;
  Numbers got{};
  emulation::run_grid(dim3(1), dim3(1), [&] {
    auto& shared = shared_memory<Numbers>();
    begin_copy<int>(&shared[0], &five);
    commit_copies();
    begin_copy<int>(&shared[1], &five, false);
    commit_copies();
    begin_copy<int>(&shared[2], &five);
    wait_for_copies<kLater>();
    got = shared;
  });
  return got;
}

TEST(Copies, AreMadeNoSoonerThanAThreadWaits) {
  EXPECT_EQ(copied<2>(), (Numbers{-1, -1, -1}));
  EXPECT_EQ(copied<1>(), (Numbers{5, -1, -1}));
  EXPECT_EQ(copied<0>(), (Numbers{5, 0, -1}));
}

TEST(Copies, AreAligned) {
  const auto misaligned = [] {
    alignas(16) static const int from[8] = {};
    begin_copy<Vec<int, 4>>(shared_memory<std::array<int, 4>>().data(), from + 1);
  };
  EXPECT_THAT([&] { emulation::run_grid(dim3(1), dim3(1), misaligned); },
              testing::ThrowsMessage<emulation::DeviceError>(testing::HasSubstr("misaligned")));
}

}  // namespace
}  // namespace warpmark
