#include "suites/written_rows.h"

#include "reports/results_csv.h"
#include "suites/canaries.h"
#include "suites/results_folder.h"
#include "tests/files.h"
#include "tests/reports/rows.h"

#include <gtest/gtest.h>

namespace warpmark {
namespace {

class WrittenRowsTest : public FolderTest {
 protected:
  WrittenRowsTest() : csv_(file_, {{"limit", "n", "m", "k"}, {}}) {}

  /// Returns the size of the file.
  std::uintmax_t write(Result row, const std::string& message = "") {
    row.message = message;
    row.samples = 6;
    csv_.add(row);
    return std::filesystem::file_size(file_);
  }

  WrittenRows read() const { return {file_, kLeftOut, kToJudge}; }

  static std::vector<std::string> take(WrittenRows& rows, const Result& row) {
    std::vector<std::string> ids;
    for (const Result& taken : rows.take(0, row.case_id, row.devices)) ids.push_back(taken.case_id);
    return ids;
  }

  const std::filesystem::path file_ = path("results.csv");
  ResultsCsv csv_;
  const Result canary_ = canary_row("read", 100), a_ = gemm_row("openmp", "cpu", 1),
               b_ = gemm_row("openblas", "cpu", 1);
  const std::string to_judge_b_ = kToJudge + b_.case_id;
};

using Ids = std::vector<std::string>;

TEST_F(WrittenRowsTest, AreTakenOnceAndInTheirOrder) {
  write(a_), write(b_), write(a_);
  WrittenRows rows = read();
  EXPECT_EQ(take(rows, a_), Ids{a_.case_id});
  EXPECT_EQ(take(rows, a_), Ids{a_.case_id});
  EXPECT_EQ(take(rows, a_), Ids());
  EXPECT_EQ(take(rows, b_), Ids{b_.case_id});
}

/// Interrupted before the middle canaries: those that were measured to judge a row are none.
TEST_F(WrittenRowsTest, CanariesThatJudgedARowGoWithIt) {
  write(canary_), write(a_), write(canary_, to_judge_b_);
  const auto bytes = write(b_);
  WrittenRows rows = read();
  EXPECT_EQ(rows.bytes(), bytes);
  EXPECT_EQ(rows.samples(), 24);
  EXPECT_EQ(take(rows, canary_), Ids{canary_.case_id});
  EXPECT_EQ(take(rows, canary_), Ids());
  EXPECT_EQ(take(rows, b_), (Ids{canary_.case_id, b_.case_id}));
}

/// Killed before the row itself was written: it is measured again, and judged again.
TEST_F(WrittenRowsTest, CanariesWithoutTheRowTheyJudgedAreNotKept) {
  const auto bytes = write(a_);
  write(canary_, to_judge_b_);
  const WrittenRows rows = read();
  EXPECT_EQ(rows.bytes(), bytes);
  EXPECT_EQ(rows.samples(), 6);
}

TEST_F(WrittenRowsTest, WhatWasLeftOutAtTheEndIsNotKept) {
  const auto bytes = write(a_);
  write(b_, std::string(kLeftOut) + "10m");
  WrittenRows rows = read();
  EXPECT_EQ(rows.bytes(), bytes);
  EXPECT_EQ(take(rows, b_), Ids());
}

}  // namespace
}  // namespace warpmark
