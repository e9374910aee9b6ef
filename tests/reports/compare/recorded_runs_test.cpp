#include "reports/compare/recorded_runs.h"

#include "harness/error.h"
#include "reports/csv_table.h"
#include "tests/reports/compare/sides.h"

#include <gmock/gmock.h>

#include <cmath>
#include <utility>

namespace warpmark {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class RecordedRunsTest : public SidesTest {
 protected:
  std::string complaint(const std::string& text) const {
    try {
      read_runs({write(text)});
    } catch (const InvalidInput& error) {
      return error.what();
    }
    return "nothing";
  }

  std::string text(const Rows& rows) const { return read(file("text.csv", rows)); }

  static std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.rfind(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  }
};

TEST_F(RecordedRunsTest, ARowIsARun) {
  const RecordedRuns side = this->side(runs("a", {1, 2, 4}));
  EXPECT_EQ(side.runs.size(), 3);
  const RecordedCase& recorded = side.cases.begin()->second;
  EXPECT_EQ(recorded.log_medians, (std::vector{std::log(1.0), std::log(2.0), std::log(4.0)}));
  EXPECT_EQ(side.cases.begin()->first.first, "gemm.a.dtype=fp32.m=2048.n=2048.k=2048.timing=cold");
}

TEST_F(RecordedRunsTest, RepetitionsAreOneRun) {
  const Rows rows = with(runs("a", {1, 3, 4}), [](Result& row) { row.run_id = "r1"; });
  EXPECT_EQ(side(rows).cases.begin()->second.log_medians, std::vector{std::log(3.0)});
}

TEST_F(RecordedRunsTest, IterationsAreTheFewestUnlessARowDoesNotSay) {
  Rows rows = runs("a", {1, 2, 3});
  rows[0].iterations = 7;
  rows[1].iterations = 5;
  rows[2].iterations = 6;
  EXPECT_EQ(side(rows).cases.begin()->second.iterations, 5);
  for (Result& silent : rows) {
    const auto said = std::exchange(silent.iterations, std::nullopt);
    EXPECT_FALSE(side(rows).cases.begin()->second.iterations);
    silent.iterations = said;
  }
}

TEST_F(RecordedRunsTest, ARowThatIsThereTwiceIsRefused) {
  const Rows rows = runs("a", {1, 2});
  EXPECT_THAT(complaint(text(joined(rows, rows))),
              AllOf(HasSubstr("line 4: column (run_id, case_id, devices)"), HasSubstr("line 2")));
  const auto failed = [](Result& row) {
    row.status = Status::failed;
    row.median_s.reset();
    row.wall_s = 0.25;
  };
  EXPECT_THAT(complaint(text(joined(with(rows, failed), with(rows, failed)))),
              AllOf(HasSubstr("line 4: column (run_id, case_id, devices)"), HasSubstr("line 2")));
  const auto once = file("once.csv", rows);
  EXPECT_THROW(read_runs({once, once}), InvalidInput);
}

// Seconds, and a clock whose step the median is: what differs is how long the case took in all.
TEST_F(RecordedRunsTest, RepetitionsAreNotTheSameRow) {
  Rows rows = with(runs("a", {1, 1, 1}), [](Result& row) { row.run_id = "r1"; });
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].wall_s = 1 + static_cast<double>(i) / 1e9;
  EXPECT_EQ(side(rows).cases.begin()->second.log_medians.size(), 1U);
  const Rows left_out = with(rows, [](Result& row) {
    row.status = Status::skipped;
    row.message = "left out by --budget 10m";
    row.median_s.reset();
    row.wall_s.reset();
  });
  EXPECT_EQ(side(left_out).cases.begin()->second.faults.size(), 3U);
}

TEST_F(RecordedRunsTest, ErrorsNameFileLineAndColumn) {
  const std::string good = text(runs("a", {1, 0.25}));
  EXPECT_THAT(complaint(""), HasSubstr("table.csv: line 1: no header"));
  EXPECT_THAT(complaint(good.substr(0, good.find('\n') + 1)), HasSubstr("line 2: no rows"));
  EXPECT_THAT(complaint(replaced(good, "median_s", "median")),
              HasSubstr("line 1: no column 'median_s'"));
  EXPECT_THAT(complaint(replaced(good, "\n1,", "\n2,")),
              HasSubstr("line 3: column 1 (schema_version): '2' is unknown"));
  for (const char* number : {"fast", "nan", "inf", "-1", "0", "1e999", "1 "}) {
    EXPECT_THAT(complaint(replaced(good, ",0.25,", std::string(",") + number + ",")),
                HasSubstr("line 3: column 21 (median_s): '" + std::string(number) + "' is n"));
  }
  EXPECT_THAT(complaint(replaced(good, ",0.25,", ",,")), HasSubstr("(median_s): is empty"));
  EXPECT_THAT(complaint(replaced(good, ",r2,", ",,")),
              HasSubstr("line 3: column 3 (run_id): is empty"));
  EXPECT_THAT(complaint(replaced(good, ",ok,", ",fine,")), HasSubstr("'fine' is none of ok"));
}

TEST_F(RecordedRunsTest, ATornLastRowIsLeftOutWithAWarning) {
  std::string torn = text(runs("a", {1, 2}));
  torn.pop_back();
  const RecordedRuns side = read_runs({write(torn)});
  EXPECT_EQ(side.runs.size(), 1);
  EXPECT_THAT(side.warnings.at(0), HasSubstr("table.csv: line 3: the last row is torn"));
}

TEST_F(RecordedRunsTest, TakesWhatSpreadsheetsWrite) {
  std::string spreadsheet = "\xef\xbb\xbf";
  for (const char c : text(with(runs("a", {1, 2}), [](Result& row) {
         row.implementation = "two\nlines, \"quoted\"";
       }))) {
    spreadsheet += c == '\n' ? "\r\n" : std::string(1, c);
  }
  const RecordedRuns side = read_runs({write(spreadsheet)});
  EXPECT_EQ(side.runs.size(), 2);
  EXPECT_THAT(*side.cases.begin()->second.implementations.begin(), HasSubstr("lines, \"quoted\""));
}

TEST_F(RecordedRunsTest, OrderOfColumnsMeansNothing) {
  std::string header, row;
  const std::string good = text(runs("a", {0.5}));
  const CsvTable table(write(good));
  for (auto name = table.header().rbegin(); name != table.header().rend(); ++name) {
    header += (header.empty() ? "" : ",") + *name;
    row += (row.empty() && name == table.header().rbegin() ? "" : ",") + table.text(0, *name);
  }
  EXPECT_EQ(read_runs({write(header + '\n' + row + '\n')}).cases.begin()->second.log_medians,
            std::vector{std::log(0.5)});
}

TEST_F(RecordedRunsTest, CanariesAreApartAndThoseMeasuredAgainDoNotCount) {
  Rows rows = runs("a", {1});
  for (const double median_s : {1.0, 2.0, 3.0, 50.0}) {
    Result canary = canary_row("read", 1e9);
    canary.run_id = "r1";
    canary.case_hash = canary.fingerprint = "h";
    canary.median_s = median_s;
    if (median_s == 50) canary.message = "measured again to judge gemm.a";
    rows.push_back(canary);
  }
  const RecordedRuns side = this->side(rows);
  EXPECT_EQ(side.cases.size(), 1);
  EXPECT_EQ(side.canaries.begin()->second.log_medians, std::vector{std::log(2.0)});
}

TEST_F(RecordedRunsTest, FoldersHoldTheFilesMeant) {
  for (const char* name : {"b", "a", "empty"}) std::filesystem::create_directories(path(name));
  EXPECT_THROW(results_files({path("")}), InvalidInput);
  for (const char* name : {"b/results.csv", "a/results.csv"}) std::ofstream(path(name)) << "x";
  EXPECT_EQ(results_files({path("b")}), std::vector{path("b/results.csv")});
  EXPECT_EQ(
      results_files({path(""), path("other.csv")}),
      (std::vector{path("") / "a/results.csv", path("") / "b/results.csv", path("other.csv")}));
  EXPECT_THROW(read_runs({path("empty")}), InvalidInput);  // opens, but cannot be read
  EXPECT_THROW(read_runs({path("none.csv")}), InvalidInput);
}

}  // namespace
}  // namespace warpmark
