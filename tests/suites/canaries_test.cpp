#include "suites/canaries.h"

#include "harness/limit.h"
#include "kernels/catalog.h"
#include "suites/suites.h"
#include "tests/reports/rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace warpmark {
namespace {

const auto kBuilt = [](const std::string&) { return true; };

class CanariesTest : public testing::Test {
 protected:
  std::vector<Case> quick(const std::string& filter, std::vector<Device> devices) const {
    const auto suites = all_suites(catalog_);
    const auto suite = std::find_if(suites.begin(), suites.end(),
                                    [](const Suite& s) { return s.name == "quick"; });
    return select_cases(catalog_, *suite, {.regex = filter, .devices = std::move(devices)}, kBuilt);
  }

  std::vector<Case> canaries(const std::vector<Case>& cases) const {
    return canaries_for(cases, catalog_, 4, kBuilt);
  }

  /// How many canaries there are of each limit.
  static std::map<std::string, int> limits(const std::vector<Case>& cases) {
    std::map<std::string, int> count;
    for (const Case& c : cases) ++count[c.params.word("limit")];
    return count;
  }

  const std::vector<BenchmarkSpec> catalog_ = catalog();
  const Device cpu_{DeviceKind::cpu, 0}, gpu_{DeviceKind::gpu, 0}, no_gpu_{DeviceKind::gpu, -1};
};

TEST_F(CanariesTest, AreOfTheDevicesThatAreThere) {
  const auto of = [&](std::vector<Device> devices) {
    return limits(canaries(quick("^reduce", std::move(devices))));
  };
  const std::map<std::string, int> cpu = {{"read", 1}, {"triad", 1}, {"cache", 1}, {"fma", 1}};
  EXPECT_EQ(of({cpu_}), cpu);
  EXPECT_EQ(of({cpu_, no_gpu_}), cpu);
  EXPECT_EQ(of({gpu_}),
            (std::map<std::string, int>{
                {"read", 1}, {"copy", 1}, {"triad", 1}, {"cache", 1}, {"fma", 1}, {"launch", 2}}));
  EXPECT_EQ(of({gpu_, {DeviceKind::gpu, 1}})["read"], 2);
}

TEST_F(CanariesTest, AreOfTheDtypesThatAreMeasured) {
  const auto gemm = limits(canaries(quick("^gemm", {gpu_})));
  EXPECT_EQ(gemm.at("fma"), 2);     // fp64, fp32
  EXPECT_EQ(gemm.at("tensor"), 2);  // fp64, bf16
  EXPECT_EQ(limits(canaries(quick("^gemm.*fp32", {gpu_}))).contains("tensor"), false);
}

TEST_F(CanariesTest, OfTheCpuGrowWithTheThreads) {
  const auto cases = quick("^reduce", {cpu_});
  const auto few = canaries_for(cases, catalog_, 2, kBuilt);
  const auto many = canaries_for(cases, catalog_, 64, kBuilt);
  EXPECT_EQ(few[0].params["n"] * 32, many[0].params["n"]);
}

/// A quarter of max_time_s is the most that warm-up takes; canaries come three times.
TEST_F(CanariesTest, TheFirstOfAGpuWarmsItUpForAThirdOfASecondInAllAtMost) {
  const auto all = canaries(quick("^reduce", {cpu_, gpu_, {DeviceKind::gpu, 1}}));
  double seconds = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool first = i == 0 || all[i].device != all[i - 1].device;
    EXPECT_EQ(all[i].warmup_s > 0, first && all[i].device.kind == DeviceKind::gpu) << all[i].id();
    if (all[i].device == gpu_ && all[i].warmup_s > 0) seconds += 3 * all[i].max_time_s / 4;
  }
  EXPECT_LT(seconds, 0.34);
}

TEST_F(CanariesTest, ComeFirstBetweenPointsAndLast) {
  const auto cases = quick("^(reduce|softmax|gemm)", {cpu_});
  const auto some = canaries(cases);
  const auto all = with_canaries(cases, some);
  ASSERT_EQ(all.size(), cases.size() + 3 * some.size());
  std::vector<std::size_t> begins;  // of canaries after another case
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool canary = all[i].spec->name == kCeilings;
    if (canary && (i == 0 || all[i - 1].spec->name != kCeilings)) begins.push_back(i);
  }
  ASSERT_EQ(begins.size(), 3);
  EXPECT_EQ(begins[0], 0);
  EXPECT_EQ(begins[2], all.size() - some.size());
  const Case &before = all[begins[1] - 1], &after = all[begins[1] + some.size()];
  EXPECT_NE(before.spec->name + before.point_name(), after.spec->name + after.point_name());
  EXPECT_NEAR(static_cast<double>(begins[1] - some.size()), 0.5 * static_cast<double>(cases.size()),
              0.15 * static_cast<double>(cases.size()));
}

TEST_F(CanariesTest, OfASinglePointHaveNoMiddle) {
  const auto cases = quick("^reduce.*n=65536", {cpu_});
  const auto some = canaries(cases);
  EXPECT_EQ(with_canaries(cases, some).size(), cases.size() + 2 * some.size());
  EXPECT_EQ(with_canaries(cases, {}).size(), cases.size());
}

/// The CPU's memory as it is in truth, over time, and a case that claims `claim` of it.
class Phases {
 public:
  Phases(std::vector<double> memory, double claim) : memory_(std::move(memory)), claim_(claim) {}

  Result operator()(const Case& c) {
    const double now = memory_[std::min(calls_++, memory_.size() - 1)];
    if (c.spec->name == kCeilings) return canary_row(c.params.word("limit"), now);
    Result row = gemm_row("openmp", "cpu", 1);
    row.bytes = row.bytes_per_s = claim_ * now;
    row.flops = 0;
    return row;
  }

  std::size_t calls() const { return calls_; }

 private:
  std::vector<double> memory_;
  double claim_;
  std::size_t calls_ = 0;
};

class JudgementTest : public CanariesTest {
 protected:
  /// Begins with a canary of the first phase. `time`: for how many measurements beyond the first
  /// of the case there is time.
  std::vector<Result> judge(Phases& phases, int time = 1000) {
    Environment environment;
    environment.cpu.all_last_level_bytes = 1;
    Ceilings ceilings(environment);
    Result first = phases(canary_[0]);
    ceilings.apply(first, *canary_[0].spec);
    const auto measure = [&](const Case& c) {
      return time-- > 0 ? std::optional(phases(c)) : std::nullopt;
    };
    return hold_against_ceilings(case_, phases(case_), canary_, ceilings, measure);
  }

  const Case case_ = quick("^reduce", {cpu_})[0];
  const std::vector<Case> canary_ = {canaries({case_})[0]};
};

TEST_F(JudgementTest, ARowBelowTheCeilingIsMeasuredOnce) {
  Phases phases({100}, 0.9);
  const auto rows = judge(phases);
  ASSERT_EQ(rows.size(), 1);
  EXPECT_NEAR(*rows[0].bytes_ceiling_pct, 90, 1e-9);
  EXPECT_EQ(phases.calls(), 2);
}

TEST_F(JudgementTest, AFastPhaseRaisesTheCeiling) {
  Phases phases({100, 200}, 0.9);
  const auto rows = judge(phases);
  ASSERT_EQ(rows.size(), 2);
  EXPECT_TRUE(is_canary(rows[0]));
  EXPECT_EQ(rows[0].message, kToJudge + case_.id());
  EXPECT_EQ(rows[1].status, Status::ok);
  EXPECT_NEAR(*rows[1].bytes_ceiling_pct, 90, 1e-9);
}

/// The phase ends before the canary is measured again: the case is, too.
TEST_F(JudgementTest, AFastPhaseThatEndsAtOnceFailsNobody) {
  Phases phases({100, 200, 100}, 0.9);
  const auto rows = judge(phases);
  ASSERT_EQ(rows.size(), 2);
  EXPECT_EQ(rows[1].status, Status::ok);
  EXPECT_NEAR(*rows[1].bytes_per_s, 90, 1e-9);
}

TEST_F(JudgementTest, WhatStaysImpossibleFails) {
  Phases phases({100, 200, 150}, 1.2);
  const auto rows = judge(phases);
  ASSERT_EQ(rows.size(), 4);
  EXPECT_EQ(rows.back().status, Status::failed);
  EXPECT_FALSE(rows.back().median_s);
}

TEST_F(JudgementTest, WithoutTimeForASecondOpinionTheFirstHolds) {
  for (const int time : {0, 1, 2}) {
    Phases phases({100, 200, 150}, 1.2);
    const auto rows = judge(phases, time);
    EXPECT_EQ(phases.calls(), 2u + static_cast<std::size_t>(time));
    EXPECT_EQ(rows.back().status, Status::failed);
  }
}

}  // namespace
}  // namespace warpmark
