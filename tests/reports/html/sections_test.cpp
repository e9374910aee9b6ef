#include "reports/html/sections.h"

#include "harness/error.h"
#include "reports/html/report.h"
#include "reports/results_csv.h"
#include "tests/files.h"
#include "tests/reports/rows.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>

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
  for (Result& row : rows) {
    row.fingerprint = "m1";
    row.samples = 100;
    row.case_hash = "h1";
  }
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
      ElementsAre("gemm.cublas.dtype=fp32.m=2048.n=2048.k=2048.timing=cold on gpu 0", "1.000 ms",
                  "0.995–1.005", "100", "gemm.openblas.dtype=fp32.m=2048.n=2048.k=2048.timing=cold",
                  "2.000 ms", "1.990–2.010", "100", "16", "1", "2.00×", "1.98–2.02", "2.00× faster",
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

/// Of gemm on a CPU, that pairs of runs differ by: a tenth in 19 of 20.
KnownNoise noise_of(const Result& row) {
  CaseNoise noise{row.fingerprint, row.case_id, row.devices, row.case_hash, row.benchmark, {}};
  noise.pairs = 10;
  noise.q95 = std::log(1.1);
  noise.rms = 0.02;
  KnownNoise known{{}, "noise.csv"};
  known.noise.put(noise);
  return known;
}

TEST(SectionsTest, NoiseShowsTheFloorsThatCalibrateFound) {
  std::vector<Result> rows = both(2e-3, 1e-3);
  rows.push_back(gemm_row("openmp", "cpu", 3e-3));
  rows.back().fingerprint = rows.back().case_hash = "m1";
  const Section section = noise(Study({Session{"out", rows, {}, {}}}, noise_of(rows[0])));
  ASSERT_EQ(section.table.rows.size(), 3U);
  EXPECT_EQ(section.table.columns[9].name, "found with 8 runs a side, %");
  // 2.80 · 2 %/√2 · √(2 · 1.05/8) = 2.03 %
  const auto cells = [&](std::size_t row) {
    const auto& all = section.table.rows[row];
    return std::vector<std::string>(all.begin() + 7, all.end());
  };
  EXPECT_THAT(cells(0), ElementsAre("10", "the case", "2"));
  EXPECT_THAT(cells(1), ElementsAre("", "", "")) << "a GPU's noise is not that of a CPU";
  EXPECT_THAT(cells(2), ElementsAre("10", "its benchmark", "2"));
  EXPECT_THAT(section.sentences, Contains("Noise floors are those of noise.csv."));
}

TEST(SectionsTest, NoiseThatIsNotKnownIsNoNumber) {
  const Section section = noise(study_of(both(2e-3, 1e-3)));
  EXPECT_THAT(section.table.rows.at(0)[7], "");
  EXPECT_THAT(section.sentences, Contains(HasSubstr("warpmark calibrate measures them")));
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
  EXPECT_THAT(report_markdown(study), HasSubstr("element 3 is \\<wrong\\>"));
}

TEST(SectionsTest, TheSameWorkOnMoreThreadsScalesWhateverItsHash) {
  const auto on = [](std::int64_t threads, double seconds) {
    Result row = gemm_row("openblas", "cpu", seconds);
    row.threads = threads;
    row.fingerprint = "m1";
    row.run_id = row.case_hash = "h" + std::to_string(threads);
    return row;
  };
  Result other = on(8, 1e-3);
  *other.flops *= 2;
  const Section section = scaling(study_of({on(4, 2.5e-3), on(1, 8e-3), other}));
  ASSERT_EQ(section.table.rows.size(), 2U) << "other work is another curve";
  EXPECT_EQ(section.table.rows[0][2], "1");
  const auto& four = section.table.rows[1];
  EXPECT_THAT((std::vector{four[2], four[3], four[5], four[6], four[8]}),
              ElementsAre("4", "2.50 ms", "8.00 ms", "3.20×", "80.0"));
  EXPECT_EQ(section.panels.size(), 1U);
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

TEST(SectionsTest, MarkdownFitsIntoACommentAndCountsWhatDoesNot) {
  std::vector<Result> rows;
  for (int i = 0; i < 3000; ++i) {
    rows.push_back(gemm_row("v" + std::to_string(i), "cpu", 1e-3));
    rows.back().fingerprint = "m1";
    rows.push_back(rows.back());
    rows.back().case_id += std::to_string(i);
    rows.back().status = Status::failed;
    rows.back().message = "a reason";
  }
  const std::string text = report_markdown(study_of(rows));
  EXPECT_LT(text.size(), 65536U);
  EXPECT_GT(text.size(), 30000U);
  EXPECT_THAT(text, HasSubstr(" more rows only in the HTML.\n"));
  EXPECT_THAT(text, HasSubstr("## All cases\n"));
  EXPECT_THAT(text, HasSubstr("## Command lines\n"));
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
              HasSubstr("results.csv: line 3: column 63 (fingerprint): is empty"));
  EXPECT_THAT(complaint(path(""), [](Result& row) { row.timing = "tepid"; }),
              HasSubstr("line 3: column 14 (timing): unknown timing 'tepid'"));
  EXPECT_THAT(complaint(path(""), [](Result& row) { row.ci_lo_s = 0; }),
              HasSubstr("line 3: column 22 (ci_lo_s): is no time above 0"));
}

TEST_F(SessionTest, ACanaryThatDoesNotSayWhatItMeasuredIsRefused) {
  const auto complaint = [&](const std::string& limit) {
    Result canary = canary_row(limit, 1e9);
    canary.fingerprint = canary.case_hash = "m1";
    ResultsCsv(path("results.csv"), DeclaredColumns{{"limit", "n"}, {}}, TextFile::Existing::empty)
        .add(canary);
    try {
      read_session(path(""));
    } catch (const InvalidInput& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(complaint("read"), "");
  EXPECT_THAT(complaint(""), HasSubstr("results.csv: line 2: column 73 (p_limit): is empty"));
  EXPECT_THAT(complaint("speed"), HasSubstr("(p_limit): unknown limit 'speed'"));
  EXPECT_THAT(complaint("7"), HasSubstr("(p_limit): unknown limit '7'"));
}

/// A row of training for each list of its epochs' seconds, all of one run.
Session trained(const std::filesystem::path& folder,
                const std::vector<std::vector<std::string>>& rows) {
  ResultsCsv results(folder / "results.csv", DeclaredColumns{{"m", "n", "k"}, {}},
                     TextFile::Existing::empty);
  std::ofstream samples(folder / "samples.csv");
  samples << "run_id,case_id,devices,sample_index,time_s,valid\n";
  int rows_written = 0;  // rows of the same run differ, or one would be there twice
  for (const auto& epochs : rows) {
    Result row = gemm_row("a", "cpu", 1.0 + static_cast<double>(rows_written++), "fp32", "epoch");
    row.fingerprint = row.case_hash = "m1";
    row.samples = static_cast<std::int64_t>(epochs.size());
    results.add(row);
    for (std::size_t i = 0; i < epochs.size(); ++i) {
      samples << fmt::format("r1,{},,{},{},1\n", row.case_id, i, epochs[i]);
    }
  }
  samples.close();
  return read_session(folder);
}

/// Of two epochs, of which one took so long.
std::string complaint_of_epoch(const std::filesystem::path& folder, const std::string& time_s) {
  try {
    trained(folder, {{"1", time_s}});
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return {};
}

TEST_F(SessionTest, SamplesAreFiniteTimes) {
  EXPECT_EQ(complaint_of_epoch(path(""), "0.5"), "");
  for (const char* time : {"nan", "inf", "-1", "soon"}) {
    EXPECT_THAT(
        complaint_of_epoch(path(""), time),
        HasSubstr(std::string("samples.csv: line 3: column 5 (time_s): '") + time + "' is n"));
  }
}

TEST_F(SessionTest, EpochsOfRepetitionsBelongToTheirRows) {
  const Session session = trained(path(""), {{"1", "2"}, {}, {"3", "4", "5"}});
  std::vector<std::vector<double>> seconds;
  for (const Result& row : session.rows) {
    seconds.emplace_back();
    for (const Sample& sample : row.sample_list) seconds.back().push_back(sample.seconds);
  }
  EXPECT_EQ(seconds, (std::vector<std::vector<double>>{{1, 2}, {}, {3, 4, 5}}));
}

TEST_F(SessionTest, FoldersOfFoldersAreReadAndNoRowTwice) {
  for (const char* name : {"all", "all/a", "all/b"}) std::filesystem::create_directory(path(name));
  complaint(path("all/a"), [](Result&) {});
  complaint(path("all/b"), [](Result& row) { row.run_id = "r2"; });
  try {
    read_sessions({path("all")});
    ADD_FAILURE() << "one row of the CPU is in both";
  } catch (const InvalidInput& error) {
    EXPECT_THAT(error.what(),
                HasSubstr("b/results.csv: line 2: column (run_id, case_id, devices)"));
    EXPECT_THAT(error.what(), HasSubstr("a/results.csv: line 2"));
  }
  std::filesystem::remove(path("all/b/results.csv"));
  const auto sessions = read_sessions({path("all")});
  ASSERT_EQ(sessions.size(), 1U);
  EXPECT_EQ(sessions[0].name, path("all/a").string());
}

TEST_F(SessionTest, MoreRowsThanFitIntoMemoryAreRefused) {
  complaint(path(""), [](Result&) {});
  EXPECT_EQ(read_sessions({path("")}, 2).at(0).rows.size(), 2U);
  try {
    read_sessions({path("")}, 1);
    ADD_FAILURE() << "two rows";
  } catch (const InvalidInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("results.csv: line 3: more than 1 rows in all"));
  }
}

TEST_F(SessionTest, AStudyHoldsEachRowOnce) {
  const Study study = study_of(both(2e-3, 1e-3));
  EXPECT_EQ(study.rows.size(), 2U);
  EXPECT_TRUE(study.sessions[0].rows.empty());
}

TEST_F(SessionTest, TheFileStandsForItsFolder) {
  complaint(path(""), [](Result&) {});
  EXPECT_EQ(read_session(path("results.csv")).rows.size(), 2U);
}

TEST_F(SessionTest, KnowsWhichCasesWereChosen) {
  complaint(path(""), [](Result&) {});
  std::ofstream(path("selection.jsonl"))
      << "{\"cases\": 3}\n{\"case_id\": \"b\"}\n{\"case_id\": \"a\"}\n{\"case_id\": \"b\"}\n";
  EXPECT_THAT(read_session(path("")).chosen, ElementsAre("a", "b"));
}

TEST_F(SessionTest, ASelectionThatIsNoneIsRefused) {
  complaint(path(""), [](Result&) {});
  std::ofstream(path("selection.jsonl")) << "{\"cases\": 1}\nnone\n";
  try {
    read_session(path(""));
    FAIL();
  } catch (const InvalidInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("selection.jsonl: line 2: no JSON object"));
  }
}

TEST_F(SessionTest, AFolderThatIsNoneIsRefused) {
  EXPECT_THROW(read_session(path("none")), InvalidInput);
}

}  // namespace
}  // namespace warpmark::html
