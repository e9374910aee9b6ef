#include "reports/html/sections.h"
#include "tests/reports/rows.h"

#include <gmock/gmock.h>

// Rules of honest reporting that docs/report.md lists.
namespace warpmark::html {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Of gemm on a CPU with 16 threads and on a GPU.
std::vector<Result> both(double cpu_s = 2e-3, double gpu_s = 1e-3) {
  std::vector<Result> rows{gemm_row("openblas", "cpu", cpu_s), gemm_row("cublas", "gpu", gpu_s)};
  rows[1].baseline_case_id = rows[0].case_id;
  for (Result& row : rows) row.fingerprint = "m1";
  return rows;
}

using Facts = std::vector<std::pair<std::string, std::string>>;

Study study_of(std::vector<Result> rows, Facts environment = {}) {
  return Study({Session{"out", std::move(rows), std::move(environment), {}}});
}

/// The cells of a table's column; none where there is no such column.
std::vector<std::string> column(const Table& table, const std::string& name) {
  std::vector<std::string> cells;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name != name) continue;
    for (const auto& row : table.rows) cells.push_back(row.at(i));
  }
  return cells;
}

std::vector<std::string> cpu_sentences(Facts facts) {
  facts.emplace_back("fingerprint", "m1");
  auto rows = both();
  rows[0].cpu_model = "Z80";
  rows[1].device_name = "Voodoo";
  return speed_ups(study_of(rows, facts)).sentences;
}

TEST(RulesTest, OfHowManyCoresTheCpuHadThreadsIsSaid) {
  EXPECT_THAT(cpu_sentences({{"cpu.physical_cores", "16"}}),
              Contains("The CPU is Z80, 16 threads on all of its 16 cores; the GPU is Voodoo."));
  EXPECT_THAT(cpu_sentences({{"cpu.physical_cores", "32"}, {"cpu.usable_threads", "16"}}),
              Contains("The CPU is Z80, 16 threads on 16 of its 32 cores; the GPU is Voodoo."));
  EXPECT_THAT(cpu_sentences({{"cpu.physical_cores", "32"}, {"cpu.usable_threads", "24"}}),
              Contains(HasSubstr("of which the program might have used 24")));
  EXPECT_THAT(cpu_sentences({}), Contains(HasSubstr("of how many cores is not known")));
  EXPECT_THAT(speed_ups(study_of(both())).how_to_read, Not(HasSubstr("all cores")));
}

TEST(RulesTest, ARatioHasItsSamplesRunsAndThreads) {
  auto rows = both();
  for (Result row : both()) {
    row.run_id = "r2";
    rows.push_back(row);
  }
  for (Result& row : rows) row.samples = row.device == "cpu" ? 30 : 200;
  const Table table = speed_ups(study_of(rows)).table;
  EXPECT_THAT(column(table, "samples"), ElementsAre("400", "60"));
  EXPECT_THAT(column(table, "runs"), ElementsAre("2"));
  EXPECT_THAT(column(table, "CPU threads"), ElementsAre("16"));
}

TEST(RulesTest, ACaseHasItsSamplesAndRuns) {
  auto rows = both();
  for (Result& row : rows) row.samples = 30;
  const Table table = all_cases(study_of(rows)).table;
  EXPECT_THAT(column(table, "samples"), ElementsAre("30", "30"));
  EXPECT_THAT(column(table, "runs"), ElementsAre("1", "1"));
}

TEST(RulesTest, EnergyAndPowerAreShownWhereTheyAreKnown) {
  auto rows = both();
  EXPECT_THAT(column(all_cases(study_of(rows)).table, "power"), IsEmpty());
  rows[1].power_w = 612.3;
  rows[1].energy_j = 0.6;
  rows[1].items = 1e6;
  EXPECT_THAT(column(all_cases(study_of(rows)).table, "power"), ElementsAre("", "610 W"));
  EXPECT_THAT(column(all_cases(study_of(rows)).table, "energy of an item"),
              ElementsAre("", "600 nJ"));
  rows[1].items.reset();
  EXPECT_THAT(column(all_cases(study_of(rows)).table, "energy of an item"),
              ElementsAre("", "600 mJ a repetition"));
}

TEST(RulesTest, SetUpAndWarmUpAreShownOfEveryCase) {
  auto rows = both();
  rows[0].setup_s = 0.5;
  rows[0].warmup_s = 0.02;
  const Table table = all_cases(study_of(rows)).table;
  EXPECT_THAT(column(table, "set-up"), ElementsAre("500 ms", ""));
  EXPECT_THAT(column(table, "warm-up"), ElementsAre("20 ms", ""));
}

TEST(RulesTest, WhatNarrowedTheCasesIsNamed) {
  const Facts command{{"command.0", "warpmark"},   {"command.1", "run"},
                      {"command.2", "--filter"},   {"command.3", "^gemm|^softmax"},
                      {"command.4", "--axis=n=1"}, {"command.5", "--runs"},
                      {"command.6", "3"}};
  EXPECT_THAT(summary(study_of(both(), command)).sentences,
              Contains("out: cases were chosen by --filter '^gemm|^softmax' --axis=n=1; what that "
                       "leaves out is not here."));
  EXPECT_THAT(summary(study_of(both(), {{"command.0", "warpmark"}})).sentences,
              Each(Not(HasSubstr("leaves out"))));
}

TEST(RulesTest, ChosenCasesThatWereNeverBegunAreCounted) {
  const auto rows = both();
  Session session{"out", rows, {}, {}};
  session.chosen = {rows[0].case_id, rows[1].case_id, "gemm.naive"};
  EXPECT_THAT(summary(Study({session})).sentences,
              Contains(HasSubstr("out: 1 of 3 chosen cases have no row")));
  session.chosen.pop_back();
  EXPECT_THAT(summary(Study({session})).sentences, Each(Not(HasSubstr("have no row"))));
}

/// The cell of a case that reaches 93.456 % of the ceiling, its interval so wide to either side.
std::string percent_with(double half_width) {
  auto rows = both();
  rows[0].flops_ceiling_pct = 93.456;
  rows[0].ci_lo_s = (1 - half_width) * *rows[0].median_s;
  rows[0].ci_hi_s = (1 + half_width) * *rows[0].median_s;
  const Study study = study_of(rows);
  const std::string cell = column(all_cases(study).table, "of FLOP/s ceiling, %").at(0);
  EXPECT_EQ(column(rooflines(study).table, "of measured FLOP/s, %").at(0), cell);
  return cell;
}

TEST(RulesTest, PercentagesHaveNoMoreDigitsThanTheirIntervalSupports) {
  EXPECT_EQ(percent_with(0.0005), "93.46");
  EXPECT_EQ(percent_with(0.005), "93.5");
  EXPECT_EQ(percent_with(0.05), "93");
}

TEST(RulesTest, RatesHaveNoMoreDigitsThanTheirIntervalSupports) {
  auto rows = both();
  rows[0].ci_lo_s = 1.8e-3;
  rows[0].ci_hi_s = 2.2e-3;
  // 2 · 2048³ in 2 ms ± 10 % are 8.59 TFLOP/s ± 0.87.
  EXPECT_EQ(column(rooflines(study_of(rows)).table, "FLOP/s").at(0), "8.6 TFLOP/s");
  EXPECT_EQ(column(all_cases(study_of(rows)).table, "rate").at(0), "8.6 TFLOP/s");
}

TEST(RulesTest, ARateIsThatOfTheTimeOverAllRuns) {
  auto rows = both(1e-3);
  for (const double seconds : {2e-3, 3e-3}) {
    rows.push_back(both(seconds).front());
    rows.back().run_id = "r" + std::to_string(rows.size());
  }
  EXPECT_EQ(column(all_cases(study_of(rows)).table, "rate").at(0), "9 TFLOP/s");
}

/// gemm on so many threads.
Result on_threads(std::int64_t threads, double seconds) {
  Result row = gemm_row("openblas", "cpu", seconds);
  row.fingerprint = "m1";
  row.threads = threads;
  return row;
}

TEST(RulesTest, ScalingThatIsNotShownIsNoNumber) {
  const Table table =
      scaling(study_of({on_threads(1, 2e-3), on_threads(2, 1.999e-3), on_threads(4, 1e-3)})).table;
  EXPECT_THAT(column(table, "speed-up"), ElementsAre("", "no difference shown", "2.00×"));
  EXPECT_THAT(column(table, "efficiency, %"), ElementsAre("", "50.0", "50.0"));
}

}  // namespace
}  // namespace warpmark::html
