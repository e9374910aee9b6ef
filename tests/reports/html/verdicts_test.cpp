#include "reports/html/verdicts.h"

#include "reports/html/report.h"

#include <gmock/gmock.h>

namespace warpmark::html {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

JudgedCase slower() {
  JudgedCase judged{"gemm.a", "", "regressed", "", 1e-3, 1.1e-3, 8, 8};
  judged.ratio = 1.1;
  judged.ratio_interval = Interval{1.08, 1.12};
  judged.margin = 0.03;
  judged.margin_from = "calibrated";
  return judged;
}

TEST(VerdictsTest, TheBannerCountsEveryVerdict) {
  JudgedCase same = slower(), gone{"gemm.b", "", "missing", "only in the base"};
  same.verdict = "same";
  const Section section = verdicts({"fail", {"a against b"}, {slower(), same, gone}});
  EXPECT_EQ(section.title, "Verdict: fail");
  EXPECT_EQ(section.sentences.front(), "3 cases: 1 regressed, 1 same, 1 missing.");
  EXPECT_THAT(section.sentences, Contains("a against b"));
  EXPECT_EQ(section.table.rows.size(), 3U);
}

TEST(VerdictsTest, ARatioStandsBesideBothTimesAndItsInterval) {
  const Section section = verdicts({"fail", {}, {slower()}});
  EXPECT_THAT(section.table.rows[0],
              testing::ElementsAre("regressed", "gemm.a", "1.0 ms", "1.1 ms", "1.10", "1.08–1.12",
                                   "±3 %", "calibrated", "", "8, 8", ""));
  EXPECT_EQ(section.panels.size(), 1U);
}

TEST(VerdictsTest, GpusAreNamedWhereACaseRanOnSeveral) {
  JudgedCase first = slower(), second = slower(), alone = slower();
  first.devices = "0";
  second.devices = "1";
  alone.case_id = "gemm.b";
  alone.devices = "0";
  const std::vector<JudgedCase> cases = {first, second, alone};
  const CaseNames names(cases);
  EXPECT_EQ(names(first), "gemm.a on 0");
  EXPECT_EQ(names(second), "gemm.a on 1");
  EXPECT_EQ(names(alone), "gemm.b");
  const Section section = verdicts({"fail", {}, cases});
  for (const char* label : {">gemm.a on 0<", ">gemm.a on 1<", ">gemm.b<"}) {
    EXPECT_THAT(section.panels.at(0), HasSubstr(label));
  }
  EXPECT_EQ(section.table.rows[2][1], "gemm.b on 0");
}

TEST(VerdictsTest, ThereIsNoRatioWithoutABaseTimeOrAnInterval) {
  JudgedCase no_base = slower(), no_interval = slower();
  no_base.base_s.reset();
  no_interval.ratio_interval.reset();
  const Section section = verdicts({"fail", {}, {no_base, no_interval}});
  for (const auto& row : section.table.rows) EXPECT_THAT(row, Not(Contains("1.10")));
  EXPECT_TRUE(section.panels.empty());
}

TEST(ReportTest, AComparisonBeginsWithItsVerdictAndShowsItsEvidence) {
  const Compared compared{{"fail", {}, {slower()}}, {}};
  const std::string page = report_page(Study({}), &compared);
  EXPECT_LT(page.find("Verdict: fail"), page.find("What was measured"));
  EXPECT_LT(page.find("<h2>Evidence"), page.find("<h2>Noise"));
}

}  // namespace
}  // namespace warpmark::html
