#include "reports/canaries.h"

#include "harness/error.h"
#include "tests/files.h"
#include "tests/reports/rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <sstream>

namespace warpmark {
namespace {

using testing::HasSubstr;

Result taking(double median_s, const std::string& limit) {
  Result row = canary_row(limit, 1e9);
  row.median_s = median_s;
  return row;
}

TEST(Canaries, DriftIsOfTheLastAgainstTheFirst) {
  Canaries canaries;
  for (double median : {1.0, 5.0, 1.02}) canaries.add(taking(median, "read"));
  EXPECT_EQ(canaries.all().size(), 1);
  EXPECT_NEAR(canaries.all()[0].drift(), 0.02, 1e-12);
  EXPECT_EQ(canaries.warning(), "");
}

TEST(Canaries, TheWorstDriftIsNamed) {
  Canaries canaries;
  for (const char* limit : {"read", "triad", "fma"}) canaries.add(taking(1, limit));
  canaries.add(taking(1.05, "read"));
  canaries.add(taking(0.8, "triad"));
  canaries.add(taking(1, "fma"));
  const std::string warning = canaries.warning();
  EXPECT_THAT(warning, HasSubstr("limit=triad"));
  EXPECT_THAT(warning, HasSubstr("took 20 % less at the end than at the beginning"));
  EXPECT_THAT(warning, HasSubstr("2 of 3 canaries drifted by more than 3 %"));
}

TEST(Canaries, RunsAreKeptApart) {
  Canaries canaries;
  Result row = taking(1, "read");
  canaries.add(row);
  row.run_id = "r2";
  row.median_s = 2;
  canaries.add(row);
  EXPECT_EQ(canaries.all().size(), 2);
  EXPECT_EQ(canaries.warning(), "");
}

TEST(Canaries, OtherRowsAndFailedOnesAreNone) {
  Canaries canaries;
  canaries.add(gemm_row("openmp", "cpu", 1));
  Result failed = taking(1, "read");
  failed.status = Status::failed;
  canaries.add(failed);
  EXPECT_TRUE(canaries.all().empty());
}

class CanaryReportTest : public FolderTest {
 protected:
  CanaryReportTest() { std::ofstream(file_) << R"({"gpu_absence": "no CUDA driver"})"; }

  nlohmann::json written() const { return nlohmann::json::parse(std::ifstream(file_)); }

  /// What is said of a canary that took so long.
  std::string said_of(const std::vector<double>& medians) {
    std::ostringstream out;
    CanaryReport report(file_, out);
    for (double median : medians) report.add(taking(median, "read"));
    report.end();
    return out.str();
  }

  const std::filesystem::path file_ = path("env.json");
};

TEST_F(CanaryReportTest, AddsTheCanariesToWhatIsKnown) {
  said_of({1, 1.25});
  EXPECT_EQ(written()["gpu_absence"], "no CUDA driver");
  const auto canary = written()["canaries"].at(0);
  EXPECT_EQ(canary["run_id"], "r1");
  EXPECT_EQ(canary["case_id"], taking(1, "read").case_id);
  EXPECT_EQ(canary["devices"], "");
  EXPECT_EQ(canary["medians_s"], (std::vector<double>{1, 1.25}));
  EXPECT_DOUBLE_EQ(canary["drift_pct"], 25);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(file_.parent_path()), {}), 1);
}

TEST_F(CanaryReportTest, SaysThatTheMachineChanged) {
  EXPECT_THAT(said_of({1, 1.5}), testing::StartsWith("warpmark: the machine changed meanwhile"));
  EXPECT_EQ(said_of({1, 1.02}), "");
}

TEST_F(CanaryReportTest, NamesAFileThatHoldsNoJson) {
  std::ofstream(file_) << "{";
  EXPECT_THROW(said_of({1}), InvalidInput);
}

}  // namespace
}  // namespace warpmark
