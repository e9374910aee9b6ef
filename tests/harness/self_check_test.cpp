#include "harness/self_check.h"

#include "harness/error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace warpmark {
namespace {

CheckResult result_of(const std::function<double()>& measure) {
  const Claim claim{"some.check", "ns", 1, 2};
  return perform({claim, measure});
}

TEST(SelfCheck, HoldsAValueAgainstItsBounds) {
  for (double within : {1.0, 1.5, 2.0}) {
    EXPECT_EQ(result_of([=] { return within; }).verdict, Verdict::passed);
  }
  for (double outside : {0.99, 2.01, std::nan(""), HUGE_VAL}) {
    EXPECT_EQ(result_of([=] { return outside; }).verdict, Verdict::failed);
  }
  EXPECT_EQ(result_of([] { return 1.5; }).value, 1.5);
}

TEST(SelfCheck, SaysWhatWentWrong) {
  const CheckResult skipped = result_of([]() -> double { throw Unsupported("no such clock"); });
  EXPECT_EQ(skipped.verdict, Verdict::skipped);
  EXPECT_EQ(skipped.message, "no such clock");
  EXPECT_FALSE(skipped.value);
  const CheckResult broken = result_of([]() -> double { throw std::runtime_error("it broke"); });
  EXPECT_EQ(broken.verdict, Verdict::failed);
  EXPECT_EQ(broken.message, "it broke");
}

/// Deterministic: the rule keeps its promise or it does not.
TEST(StopRule, KeepsItsPromiseOnEveryNoise) {
  for (const SelfCheck& check : stop_rule_self_checks()) {
    const CheckResult result = perform(check);
    EXPECT_EQ(result.verdict, Verdict::passed)
        << result.claim.name << ' ' << result.value.value_or(0) << ' ' << result.message;
  }
}

/// How fast this machine is at it now is not for a test: that there is a figure is.
TEST(CpuSelfChecks, EachHasAFigure) {
  std::set<std::string> names;
  for (const SelfCheck& check : cpu_self_checks(2)) {
    const CheckResult result = perform(check);
    EXPECT_TRUE(names.insert(result.claim.name).second);
    if (result.verdict == Verdict::skipped) continue;
    ASSERT_TRUE(result.value) << result.message;
    EXPECT_GT(*result.value, 0) << result.claim.name;
    EXPECT_TRUE(std::isfinite(*result.value));
  }
  EXPECT_TRUE(names.contains("cpu.clock_step"));
}

}  // namespace
}  // namespace warpmark
