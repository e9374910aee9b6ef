#include "harness/cuda/self_checks.h"

#include "tests/cuda/gpu.h"

#include <gtest/gtest.h>

#include <set>

namespace warpmark {
namespace {

TEST(GpuSelfChecks, AreListedWithoutAGpu) {
  std::set<std::string> names;
  for (const SelfCheck& check : cuda_self_checks(-1)) {
    EXPECT_TRUE(names.insert(check.claim.name).second) << check.claim.name;
    EXPECT_LE(check.claim.low, check.claim.high);
  }
  EXPECT_TRUE(names.contains("gpu.event_step"));
  EXPECT_TRUE(names.contains("gpu.delay_10000us_graph"));
}

using GpuInstruments = OnGpu<>;

TEST_F(GpuInstruments, Pass) {
  for (const SelfCheck& check : cuda_self_checks(0)) {
    const CheckResult result = perform(check);
    EXPECT_EQ(result.verdict, Verdict::passed)
        << result.claim.name << ' ' << result.value.value_or(0) << ' ' << result.message;
  }
}

}  // namespace
}  // namespace warpmark
