#include "reports/html/measurement.h"

#include "tests/reports/rows.h"

#include <gmock/gmock.h>

namespace warpmark::html {
namespace {

/// A row of each of so many runs.
std::vector<Result> runs(const std::string& variant, const std::string& device,
                         const std::vector<double>& medians) {
  std::vector<Result> rows;
  for (const double median : medians) {
    rows.push_back(gemm_row(variant, device, median));
    rows.back().run_id = "r" + std::to_string(rows.size());
  }
  return rows;
}

Measurement one(const std::vector<Result>& rows) { return measurements(rows).at(0); }

TEST(MeasurementTest, OneRunHasTheIntervalOfItsSamples) {
  const Measurement m = one(runs("openblas", "cpu", {1}));
  EXPECT_EQ(m.time.value, 1);
  EXPECT_EQ(m.time.interval->low, 0.995);
  EXPECT_EQ(m.interval_kind(), "95 % within the run");
}

TEST(MeasurementTest, ARepeatedRunHasTheSpanOfItsIntervals) {
  std::vector<Result> rows = runs("openblas", "cpu", {1, 1.2, 1.2});
  for (Result& row : rows) row.run_id = "r1";
  const Measurement m = one(rows);
  EXPECT_EQ(m.time.value, 1.2);
  EXPECT_EQ(m.time.interval->low, 0.995);
  EXPECT_DOUBLE_EQ(m.time.interval->high, 1.2 * 1.005);
  EXPECT_EQ(m.interval_kind(), "95 % of 3 repetitions each");
  rows[1].ci_lo_s.reset();
  EXPECT_FALSE(one(rows).time.interval);
}

TEST(MeasurementTest, AFewRunsHaveTheirRange) {
  const Measurement m = one(runs("openblas", "cpu", {3, 1, 2}));
  EXPECT_EQ(m.time.value, 2);
  EXPECT_EQ(m.time.interval->low, 1);
  EXPECT_EQ(m.time.interval->high, 3);
  EXPECT_EQ(m.interval_kind(), "range of 3 runs");
}

TEST(MeasurementTest, ManyRunsHaveTheIntervalBetweenThem) {
  const Measurement m = one(runs("openblas", "cpu", {1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(m.time.value, 5);
  EXPECT_EQ(m.time.interval->low, 2);
  EXPECT_EQ(m.time.interval->high, 8);
  EXPECT_EQ(m.interval_kind(), "95 % between 9 runs");
}

TEST(MeasurementTest, ResultsThatAreNotToBeUsedHaveNone) {
  for (const auto& spoil : std::vector<void (*)(Result&)>{
           [](Result& row) { row.status = Status::failed; },
           [](Result& row) { row.verified = false; }, [](Result& row) { row.verified.reset(); },
           [](Result& row) { row.valid = false; }, [](Result& row) { row.median_s.reset(); },
           [](Result& row) { row.suite = row.benchmark = "ceilings"; }}) {
    Result row = gemm_row("openblas", "cpu", 1);
    spoil(row);
    EXPECT_TRUE(measurements({row}).empty());
  }
}

TEST(MeasurementTest, OtherMachinesAndThreadsAreOtherCases) {
  Result row = gemm_row("openblas", "cpu", 1), threads = row, machine = row;
  threads.threads = 2;
  machine.fingerprint = "m1";
  EXPECT_EQ(measurements({row, threads, machine, row}).size(), 3U);
}

TEST(SpeedUpTest, IsFormedRunByRun) {
  const Measurement cpu = one(runs("openblas", "cpu", {8, 12, 10}));
  const Measurement gpu = one(runs("cublas", "gpu", {4, 3, 10}));
  const auto speed_up = SpeedUp::of(gpu, cpu);
  EXPECT_EQ(speed_up->ratio().value, 2);
  EXPECT_EQ(speed_up->ratio().interval->low, 1);
  EXPECT_EQ(speed_up->ratio().interval->high, 4);
}

TEST(SpeedUpTest, OfOneRunHasTheQuotientsOfBothIntervals) {
  const auto speed_up =
      SpeedUp::of(one(runs("cublas", "gpu", {1})), one(runs("openblas", "cpu", {4})));
  EXPECT_EQ(speed_up->ratio().value, 4);
  EXPECT_DOUBLE_EQ(speed_up->ratio().interval->low, 4 * 0.995 / 1.005);
  EXPECT_EQ(speed_up->verdict(), "4.00× faster");
}

TEST(SpeedUpTest, ThereIsNoneWithoutBothTimesInARunAndBothIntervals) {
  const Measurement cpu = one(runs("openblas", "cpu", {4}));
  auto rows = runs("cublas", "gpu", {1});
  rows[0].run_id = "another";
  EXPECT_FALSE(SpeedUp::of(one(rows), cpu).has_value());
  rows = runs("cublas", "gpu", {1});
  rows[0].ci_lo_s.reset();
  EXPECT_FALSE(SpeedUp::of(one(rows), cpu).has_value());
}

TEST(SpeedUpTest, SaysWhatTheIntervalLeavesOpen) {
  const Measurement cpu = one(runs("openblas", "cpu", {1}));
  EXPECT_EQ(SpeedUp::of(one(runs("cublas", "gpu", {1.001})), cpu)->verdict(),
            "no difference shown");
  EXPECT_EQ(SpeedUp::of(one(runs("cublas", "gpu", {2})), cpu)->verdict(), "2.00× slower");
}

}  // namespace
}  // namespace warpmark::html
