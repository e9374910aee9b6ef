#include "reports/compare/staged.h"

#include "harness/exit_status.h"
#include "tests/reports/compare/sides.h"

#include <gmock/gmock.h>

namespace warpmark {
namespace {

using testing::Contains;
using testing::HasSubstr;

/// Screening: 5 runs a side of three cases; `x` became 10 % slower, `y` by 4 %, `z` did not.
class StagedTest : public SidesTest {
 protected:
  static Rows three(double x, double y) {
    return joined(joined(steady("x", x, 5), steady("y", y, 5)), steady("z", 1e-3, 5));
  }

  Comparison of(const Rows& base, const Rows& fresh) const {
    return compare(side(base), side(fresh), {});
  }

  Comparison screening() const { return of(three(1e-3, 1e-3), three(1.1e-3, 1.04e-3)); }

  static const CaseVerdict& verdict(const Comparison& comparison, const std::string& variant) {
    for (const CaseVerdict& c : comparison.cases) {
      if (c.case_id.find('.' + variant + '.') != std::string::npos) return c;
    }
    throw std::out_of_range(variant);
  }
};

TEST_F(StagedTest, WhatMayHaveChangedIsPicked) {
  const auto keys = candidates(screening());
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_THAT(keys[0].first, HasSubstr("gemm.x"));
  EXPECT_THAT(keys[1].first, HasSubstr("gemm.y"));  // below the margin, above two thirds of it
}

TEST_F(StagedTest, FreshRunsAloneJudgeWhatWasPicked) {
  const Comparison fresh = of(joined(steady("x", 1e-3), steady("y", 1e-3)),
                              joined(steady("x", 1e-3), steady("y", 1.2e-3)));
  const Comparison both = confirmed(screening(), fresh, false);
  EXPECT_EQ(verdict(both, "x").verdict, Judgement::same);
  EXPECT_EQ(verdict(both, "y").verdict, Judgement::regressed);
  EXPECT_EQ(verdict(both, "y").base.runs, 8U);
  EXPECT_EQ(verdict(both, "z").verdict, Judgement::same);
  EXPECT_EQ(both.exit_status, kRegression);
  EXPECT_EQ(both.design.cases, 2U);
  EXPECT_EQ(both.files[0].size(), 2U);
  EXPECT_THAT(both.warnings, Contains(HasSubstr("2 of 3 cases")));
}

TEST_F(StagedTest, NothingIsRegressedWithoutFreshRuns) {
  const Comparison both = confirmed(screening(), {}, false);
  EXPECT_EQ(verdict(both, "x").verdict, Judgement::inconclusive);
  EXPECT_THAT(verdict(both, "x").note, HasSubstr("without fresh runs; how many runs would tell"));
  EXPECT_EQ(both.count(Judgement::regressed), 0U);
  EXPECT_EQ(both.exit_status, kSuccess);
  EXPECT_EQ(confirmed(screening(), {}, true).exit_status, kInconclusive);
}

TEST_F(StagedTest, WhyNoRunsCanBeSaidStandsThereOnce) {
  const Rows profiled = with(steady("x", 1e-3), [](Result& row) { row.profiled = true; });
  const Comparison both = confirmed(screening(), of(steady("x", 1e-3), profiled), false);
  EXPECT_EQ(verdict(both, "x").note,
            "picked, but without fresh runs: no usable run in new: profiled; how many runs would "
            "tell cannot be said without a usable one");
}

TEST_F(StagedTest, ACandidateThatFailsAfreshIsBroken) {
  const Rows failing = with(steady("x", 1e-3), [](Result& row) {
    row.status = Status::failed;
    row.message = "element 3";
    row.median_s.reset();
  });
  const Comparison both = confirmed(screening(), of(steady("x", 1e-3), failing), false);
  EXPECT_EQ(verdict(both, "x").verdict, Judgement::broken);
  EXPECT_EQ(both.exit_status, kRegression);
}

TEST_F(StagedTest, OtherCasesAreLeftOutAndCanariesKept) {
  RecordedRuns runs = side(three(1e-3, 1e-3));
  runs.canaries = runs.cases;
  const RecordedRuns some = only(runs, {runs.cases.begin()->first});
  EXPECT_EQ(some.cases.size(), 1U);
  EXPECT_EQ(some.canaries.size(), 3U);
}

}  // namespace
}  // namespace warpmark
