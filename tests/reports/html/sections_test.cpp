#include "reports/html/sections.h"

#include "harness/error.h"
#include "reports/html/report.h"
#include "reports/results_csv.h"
#include "tests/reports/files.h"
#include "tests/reports/rows.h"

#include <gmock/gmock.h>

namespace warpmark::html {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Of gemm on a CPU and, slower or faster, on a GPU.
std::vector<Result> both(double cpu_s, double gpu_s) {
  std::vector<Result> rows{gemm_row("openblas", "cpu", cpu_s), gemm_row("cublas", "gpu", gpu_s)};
  rows[1].baseline_case_id = rows[0].case_id;
  for (Result& row : rows) row.fingerprint = "m1";
  return rows;
}

Study study_of(std::vector<Result> rows) {
  return Study({Session{"out", std::move(rows), {}, {}}});
}

TEST(SectionsTest, ASpeedUpStandsBesideBothTimesTheBaseAndAnInterval) {
  const Section section = speed_ups(study_of(both(2e-3, 1e-3)));
  ASSERT_EQ(section.table.rows.size(), 1U);
  EXPECT_THAT(
      section.table.rows[0],
      ElementsAre("gemm.cublas.dtype=fp32.m=2048.n=2048.k=2048.timing=cold", "1.000 ms",
                  "0.995–1.005", "gemm.openblas.dtype=fp32.m=2048.n=2048.k=2048.timing=cold",
                  "2.000 ms", "1.990–2.010", "2.00×", "1.98–2.02", "2.00× faster",
                  "95 % within the run"));
  EXPECT_THAT(section.sentences,
              Contains("cold: 1 comparison, the GPU faster in 1, slower in 0, no difference shown "
                       "in 0."));
}

TEST(SectionsTest, AGpuCaseWithoutAVerifiedBaseHasNoRatio) {
  auto rows = both(2e-3, 1e-3);
  rows[0].verified = false;
  const Section section = speed_ups(study_of(rows));
  ASSERT_EQ(section.table.rows.size(), 1U);
  EXPECT_THAT(section.table.rows[0], Contains("no fair baseline"));
  EXPECT_THAT(section.table.rows[0], Not(Contains(HasSubstr("×"))));
  EXPECT_TRUE(section.panels.empty());
}

TEST(SectionsTest, CasesThatTheGpuLosesAreShown) {
  const Section section = speed_ups(study_of(both(1e-3, 2e-3)));
  EXPECT_THAT(section.table.rows.at(0), Contains("2.00× slower"));
}

TEST(SectionsTest, FailedRowsAreShownWithTheirReason) {
  auto rows = both(2e-3, 1e-3);
  rows[1].status = Status::failed;
  rows[1].message = "element 3 is <wrong>";
  const Study study = study_of(rows);
  const Section section = rows_without_time(study);
  EXPECT_TRUE(section.open);
  EXPECT_THAT(section.table.rows,
              ElementsAre(ElementsAre("failed", "element 3 is <wrong>", "1", rows[1].case_id)));
  EXPECT_THAT(report_page(study), HasSubstr("element 3 is &lt;wrong&gt;"));
  EXPECT_THAT(report_markdown(study), HasSubstr("element 3 is \\<wrong>"));
}

TEST(SectionsTest, TheCrossoverLiesBetweenALossAndAWin) {
  std::vector<Result> rows;
  for (const int n : {64, 256, 1024}) {
    for (Result row : both(n * 1e-6, 128e-6)) {
      row.point = {{"n", n}};
      rows.push_back(row);
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].case_id += std::to_string(i / 2);
    rows[i].baseline_case_id += rows[i].device == "gpu" ? std::to_string(i / 2) : "";
  }
  const Section section = size_curves(study_of(rows));
  EXPECT_THAT(section.sentences,
              Contains("gemm fp32, cold: cublas (gpu 0) begins to win between n = 64 and 256, at "
                       "about 130 by interpolation."));
}

TEST(SectionsTest, EnvironmentsThatDifferAreMarked) {
  const Study study({{"a", {}, {{"driver_version", "1"}, {"kernel", "6"}, {"session_id", "s1"}}},
                     {"b", {}, {{"driver_version", "2"}, {"kernel", "6"}, {"session_id", "s2"}}}});
  const Section section = environments(study);
  EXPECT_THAT(section.table.rows, ElementsAre(ElementsAre("driver_version", "≠", "1", "2"),
                                              ElementsAre("kernel", "", "6", "6")));
}

TEST(SectionsTest, CommandLinesCanBePasted) {
  const Study study({{"a", {}, {{"command.0", "warpmark"}, {"command.1", "it's|so"}}}});
  EXPECT_EQ(command_lines(study).table.rows.at(0).back(), "warpmark 'it'\\''s|so'");
}

TEST(ReportTest, IsOneFileThatAsksForNothing) {
  const std::string page = report_page(study_of(both(2e-3, 1e-3)));
  for (const char* forbidden : {"http", "<script", "src=", "url(", "@import", "<link"}) {
    EXPECT_THAT(page, Not(HasSubstr(forbidden)));
  }
}

TEST(ReportTest, EqualRowsGiveEqualBytes) {
  EXPECT_EQ(report_page(study_of(both(2e-3, 1e-3))), report_page(study_of(both(2e-3, 1e-3))));
}

TEST(ReportTest, OfNothingIsAPageToo) {
  EXPECT_THAT(report_page(study_of({})), HasSubstr("No case has a time"));
}

TEST(PageTest, ADrawingWithoutATableIsRefused) {
  EXPECT_THROW(page("", {{"id", "title", {}, {"<svg/>"}, "how", {}}}), std::logic_error);
}

TEST(SectionsTest, APhaseOfTrainingIsWhatIsLeftOfTheWallTime) {
  auto rows = both(2e-3, 1e-3);
  for (Result& row : rows) {
    row.timing = "epoch";
    row.setup_s = 1;
    row.warmup_s = 2;
    row.wall_s = 10;
    row.sample_list.resize(2);
    for (Sample& epoch : row.sample_list) epoch.seconds = 1.5;
  }
  rows[1].wall_s.reset();
  const Section section = phases(study_of(rows));
  ASSERT_EQ(section.table.rows.size(), 1U);
  EXPECT_THAT(section.table.columns[6].name, "evaluation, verification");
  const std::vector<std::string> seconds(section.table.rows[0].begin() + 3,
                                         section.table.rows[0].end());
  EXPECT_THAT(seconds, ElementsAre("1.0 s", "2.0 s", "3.0 s", "4.0 s", "10 s"));
  ASSERT_EQ(section.panels.size(), 1U);
}

TEST(SectionsTest, ATrainingWithCroppedFiltersIsACurveOfItsOwn) {
  auto rows = both(2e-3, 1e-3);
  rows[1].case_id = "gemm.cublas.dtype=fp32.filters=cropped.timing=epoch";
  for (Result& row : rows) {
    row.timing = "epoch";
    row.sample_list.resize(2);
    for (int epoch : {0, 1}) row.sample_list[epoch].counters = {{"epoch", epoch}, {"loss", 1}};
  }
  const Section section = training(study_of(rows));
  ASSERT_FALSE(section.panels.empty());
  EXPECT_THAT(section.panels[0], HasSubstr("openblas fp32, cpu"));
  EXPECT_THAT(section.panels[0], HasSubstr("cublas fp32, cropped filters, gpu"));
}

using SessionTest = FolderTest;

/// What reading a folder with the GPU's row spoilt complains of.
std::string complaint(const std::filesystem::path& folder, void (*spoil)(Result&)) {
  auto rows = both(2e-3, 1e-3);
  spoil(rows[1]);
  ResultsCsv file(folder / "results.csv", DeclaredColumns{{"m", "n", "k"}, {}},
                  TextFile::Existing::empty);
  file.begin({});
  for (const Result& row : rows) file.add(row);
  try {
    read_session(folder);
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return {};
}

TEST_F(SessionTest, RowsThatCannotBeTrueAreRefused) {
  EXPECT_EQ(complaint(path(""), [](Result&) {}), "");
  EXPECT_THAT(complaint(path(""), [](Result& row) { row.fingerprint.clear(); }),
              HasSubstr("results.csv: line 3: has no fingerprint"));
  EXPECT_THAT(complaint(path(""), [](Result& row) { row.timing = "tepid"; }),
              HasSubstr("line 3: has an unknown timing 'tepid'"));
  EXPECT_THAT(complaint(path(""), [](Result& row) { row.ci_lo_s = 0; }),
              HasSubstr("line 3: has a ci_lo_s that is no time"));
}

TEST_F(SessionTest, TheFileStandsForItsFolder) {
  complaint(path(""), [](Result&) {});
  EXPECT_EQ(read_session(path("results.csv")).rows.size(), 2U);
}

TEST_F(SessionTest, AFolderThatIsNoneIsRefused) {
  EXPECT_THROW(read_session(path("none")), InvalidInput);
}

}  // namespace
}  // namespace warpmark::html
