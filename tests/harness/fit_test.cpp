#include "harness/fit.h"

#include "harness/error.h"

#include <gtest/gtest.h>

namespace warpmark {
namespace {

constexpr double kGib = 1 << 30;

std::string complaint(const Footprint& footprint, Timing timing, double device_free_bytes) {
  try {
    require_memory(footprint, timing, device_free_bytes);
  } catch (const Unsupported& reason) {
    return reason.what();
  }
  return "";
}

TEST(Fit, WorkspaceCountsOnTheDevice) {
  const Footprint footprint{.device_bytes = 2 * kGib, .workspace_bytes = kGib};
  EXPECT_EQ(complaint(footprint, Timing::cold, 3 * kGib), "");
  EXPECT_EQ(complaint(footprint, Timing::cold, 2.5 * kGib),
            "needs 3.0 GiB on the device, 2.5 GiB available");
}

TEST(Fit, TransfersNeedAsMuchOnTheHost) {
  const Footprint footprint{.device_bytes = 1e6 * kGib};
  EXPECT_TRUE(complaint(footprint, Timing::e2e, 1e7 * kGib).starts_with("needs 1000000 GiB, "));
  EXPECT_EQ(complaint(footprint, Timing::cold, 1e7 * kGib), "");
}

TEST(Fit, ACpuCaseAsksNothingOfADevice) {
  EXPECT_EQ(complaint({.host_bytes = 1}, Timing::cold, 0), "");
}

}  // namespace
}  // namespace warpmark
