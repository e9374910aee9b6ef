#include "suites/budget.h"

#include "harness/error.h"
#include "harness/loader.h"
#include "kernels/catalog.h"
#include "suites/duration_option.h"
#include "suites/suites.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace warpmark {
namespace {

using testing::DoubleNear;

/// A budget with a clock that stands still but for what the cases take.
struct BudgetTest : testing::Test {
  double now = 100;
  Budget budget(double seconds, std::size_t cases) {
    return {seconds, cases, [this] { return now; }};
  }
};

TEST_F(BudgetTest, IsSharedEqually) {
  Budget shared = budget(10, 4);
  for (int i = 0; i < 4; ++i) {
    const auto grant = shared.next(60);
    ASSERT_TRUE(grant);
    EXPECT_THAT(grant->max_time_s, DoubleNear(2.5, 1e-9));
    EXPECT_THAT(grant->limit_s, DoubleNear(10 - 2.5 * i + 1, 1e-9));
    now += grant->max_time_s;
    shared.done();
  }
  EXPECT_FALSE(shared.next(60));
}

TEST_F(BudgetTest, WhatACaseDoesNotUseIsTheOthers) {
  Budget shared = budget(10, 2);
  ASSERT_TRUE(shared.next(60));
  now += 1;
  shared.done();
  EXPECT_THAT(shared.next(60)->max_time_s, DoubleNear(9, 1e-9));
}

TEST_F(BudgetTest, ACaseIsMeasuredOnceMoreWhileThereIsTime) {
  Budget shared = budget(10, 2);
  ASSERT_TRUE(shared.next(4));
  now += 4;
  const auto again = shared.once_more();
  ASSERT_TRUE(again);
  EXPECT_THAT(again->max_time_s, DoubleNear(4, 1e-9));
  EXPECT_THAT(again->limit_s, DoubleNear(6 + 1, 1e-9));
  now += 4;
  EXPECT_FALSE(shared.once_more()) << "2 s are left";
}

TEST_F(BudgetTest, IsForThoseThatAsk) {
  Budget shared = budget(10, 3);
  shared.pass_over();
  EXPECT_THAT(shared.next(60)->max_time_s, DoubleNear(5, 1e-9));
}

TEST_F(BudgetTest, NeverMoreThanTheCaseAsksFor) {
  EXPECT_EQ(budget(1000, 2).next(10)->max_time_s, 10);
  EXPECT_EQ(budget(1000, 2).next(0.01)->max_time_s, 0.01);
}

TEST_F(BudgetTest, WhatCasesTakeBeyondSamplingIsLearnt) {
  Budget shared = budget(10, 5);
  EXPECT_THAT(shared.next(60)->max_time_s, DoubleNear(2, 1e-9));
  now += 3;  // a second of set-up
  shared.done();
  EXPECT_THAT(shared.next(60)->max_time_s, DoubleNear(7.0 / 4 - 1, 1e-9));
}

/// Others took three seconds beyond their sampling: so may this one.
TEST_F(BudgetTest, ACaseHangsThatHasThreeTimesWhatItShouldNeed) {
  Budget shared = budget(100, 4);
  EXPECT_TRUE(shared.next(1)->ample);
  now += 4;
  shared.done();
  now += 84;
  EXPECT_TRUE(shared.next(1)->ample);  // 12 + 1 s left for 1 + 3
  now += 2;
  EXPECT_FALSE(shared.next(1)->ample);  // 10 + 1 s
}

TEST_F(BudgetTest, AShareHasAFloorAndTheLastCasesAreLeftOut) {
  Budget shared = budget(1, 1000);
  int granted = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto grant = shared.next(10);
    if (!grant) continue;
    EXPECT_GE(grant->max_time_s, Budget::kFloor_s);
    EXPECT_EQ(granted, i) << "after one that was left out none is granted";
    ++granted;
    now += grant->max_time_s;
    shared.done();
  }
  EXPECT_NEAR(granted, 20, 1);
  EXPECT_LE(now, 101 + Budget::kFloor_s);
}

/// Everything about a case but its sizes, and its point.
std::string kind(const Case& c) {
  return c.spec->name + c.variant->name + c.params.word("dtype") +
         (c.params.has("op") ? c.params.word("op") : "") + std::string(name(c.timing));
}

TEST(ByPriority, EveryKindHasItsFirstPointBeforeAnyHasItsSecond) {
  const std::vector<BenchmarkSpec> specs = catalog();
  CaseFilter filter;
  filter.devices = {{DeviceKind::cpu, 0}, {DeviceKind::gpu, 0}};
  const auto cases = select_cases(specs, all_suites(specs)[0], filter, [](auto&) { return true; });
  const std::vector<Case> sorted = by_priority(cases);
  ASSERT_EQ(sorted.size(), cases.size());
  std::set<std::string> kinds, first;
  for (const Case& c : cases) kinds.insert(kind(c));
  std::size_t needed = 0;
  while (first.size() < kinds.size()) first.insert(kind(sorted[needed++]));
  EXPECT_LT(needed, 2 * kinds.size());
  EXPECT_LT(needed, cases.size() / 2);
}

TEST(ByPriority, PointsStayTogetherWithTheCpuFirst) {
  const std::vector<BenchmarkSpec> specs = catalog();
  CaseFilter filter;
  filter.devices = {{DeviceKind::cpu, 0}, {DeviceKind::gpu, 0}};
  const auto sorted =
      by_priority(select_cases(specs, all_suites(specs)[0], filter, [](auto&) { return true; }));
  std::set<std::string> ended;
  std::string point;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const std::string here = sorted[i].spec->name + sorted[i].point_name();
    if (here != point) {
      EXPECT_TRUE(ended.insert(here).second) << here << " is torn apart";
    } else if (sorted[i].device.kind == DeviceKind::cpu) {
      EXPECT_EQ(sorted[i - 1].device.kind, DeviceKind::cpu) << sorted[i].id();
    }
    point = here;
  }
}

TEST(Duration, InSecondsMinutesHours) {
  EXPECT_EQ(parse_duration("--budget", "90"), 90);
  EXPECT_EQ(parse_duration("--budget", "90s"), 90);
  EXPECT_EQ(parse_duration("--budget", "10m"), 600);
  EXPECT_EQ(parse_duration("--budget", "1h30m"), 5400);
  EXPECT_EQ(parse_duration("--budget", "1h30m5s"), 5405);
  EXPECT_EQ(parse_duration("--budget", "0.5h"), 1800);
}

TEST(Duration, AnythingElseIsRefused) {
  for (const char* text : {"", "m", "10x", "10m5", "5s10m", "10m10m", "-1", "0", "0s", "31h5d",
                           "1e9", "nan", "inf", "10 m"}) {
    EXPECT_THROW(parse_duration("--budget", text), UsageError) << text;
  }
}

}  // namespace
}  // namespace warpmark
