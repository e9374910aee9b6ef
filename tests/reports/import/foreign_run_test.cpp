#include "reports/import/foreign_run.h"

#include "harness/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace warpmark {
namespace {

using testing::HasSubstr;

std::string complaint(const std::string& text) {
  try {
    read_foreign_run("a.json", text);
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "nothing";
}

std::string google(const std::string& rows, const std::string& context = R"("mhz_per_cpu": 2000)") {
  return R"({"context": {"date": "2026-11-22T01:30:00+02:00", "host_name": "a", "num_cpus": 8,
             "caches": [{"type": "Data", "level": 1, "size": 32768, "num_sharing": 2}], )" +
         context + R"(}, "benchmarks": [)" + rows + "]}";
}

std::string repetition(int index, const std::string& time, const std::string& more = "") {
  return R"({"name": "BM_copy/64/real_time", "run_name": "BM_copy/64/real_time",
             "run_type": "iteration", "repetition_index": )" +
         std::to_string(index) + R"(, "threads": 1, "iterations": 1000, "real_time": )" + time +
         R"(, "cpu_time": 9.0, "time_unit": "us")" + more + "}";
}

TEST(GoogleBenchmark, RepetitionsAreSamplesOfOneRow) {
  const std::string more = R"(, "bytes_per_second": 4e9, "hits": 5, "label": "avx2")";
  const ForeignRun run = read_foreign_run(
      "a.json", google(repetition(0, "3.0", more) + ',' + repetition(1, "1.0", more) + ',' +
                       repetition(2, "2.0", more)));
  ASSERT_EQ(run.rows.size(), 1u);
  const Result& row = run.rows.front();
  EXPECT_EQ(row.case_id, "BM_copy.google_benchmark.arguments=64/real_time.timing=hot");
  EXPECT_DOUBLE_EQ(row.median_s.value(), 2e-6);
  EXPECT_DOUBLE_EQ(row.min_s.value(), 1e-6);
  EXPECT_DOUBLE_EQ(row.max_s.value(), 3e-6);
  EXPECT_EQ(row.samples, 3);
  EXPECT_EQ(row.iterations, 1000);
  EXPECT_EQ(row.ci_lo_s, std::nullopt);
  EXPECT_EQ(row.verified, std::nullopt);
  EXPECT_EQ(row.flops_per_s, std::nullopt);
  EXPECT_EQ(row.items_per_s, std::nullopt);
  EXPECT_EQ(row.bytes_per_s, 4e9);
  EXPECT_EQ(row.counters.at("hits"), 5);
  EXPECT_EQ(row.implementation, "avx2");
  EXPECT_EQ(row.started_utc, "2026-11-21T23:30:00Z");
}

TEST(GoogleBenchmark, RatesOfTheProcessorsTimeAreLeftOut) {
  const ForeignRun run = read_foreign_run(
      "a.json", google(R"({"run_name": "BM_a", "run_type": "iteration", "iterations": 1,
                           "real_time": 5, "time_unit": "ms", "bytes_per_second": 7})"));
  EXPECT_EQ(run.rows.at(0).bytes_per_s, std::nullopt);
  EXPECT_DOUBLE_EQ(run.rows.at(0).median_s.value(), 5e-3);
  EXPECT_EQ(run.rows.at(0).case_id, "BM_a.google_benchmark.timing=hot");
}

TEST(GoogleBenchmark, AggregatesAloneGiveTheirMedian) {
  const auto aggregate = [](const std::string& kind, const std::string& time) {
    return R"({"run_name": "BM_a/8", "run_type": "aggregate", "repetitions": 7, "iterations": 7,
               "aggregate_name": ")" +
           kind + R"(", "real_time": )" + time + R"(, "time_unit": "s"})";
  };
  const ForeignRun run =
      read_foreign_run("a.json", google(aggregate("mean", "3") + ',' + aggregate("median", "2") +
                                        ',' + aggregate("cv", "0.1")));
  ASSERT_EQ(run.rows.size(), 1u);
  EXPECT_EQ(run.rows[0].median_s, 2);
  EXPECT_EQ(run.rows[0].samples, 7);
  EXPECT_EQ(run.rows[0].iterations, std::nullopt);
}

TEST(GoogleBenchmark, ErrorsAndSkipsHaveNoTime) {
  const ForeignRun run = read_foreign_run(
      "a.json", google(R"({"run_name": "a", "run_type": "iteration", "error_occurred": true,
                           "error_message": "no file", "real_time": 0, "time_unit": "ns"},
                          {"run_name": "b", "run_type": "iteration", "skipped": true,
                           "skip_message": "no GPU", "real_time": 0, "time_unit": "ns"})"));
  ASSERT_EQ(run.rows.size(), 2u);
  EXPECT_EQ(run.rows[0].status, Status::failed);
  EXPECT_EQ(run.rows[0].message, "no file");
  EXPECT_EQ(run.rows[0].median_s, std::nullopt);
  EXPECT_EQ(run.rows[1].status, Status::skipped);
  EXPECT_EQ(run.rows[1].message, "no GPU");
}

TEST(GoogleBenchmark, TheFingerprintIsOfConstantsAlone) {
  const auto fingerprint = [](const std::string& context) {
    return read_foreign_run("a.json", google(repetition(0, "1.0"), context)).fingerprint;
  };
  const std::string slow = fingerprint(R"("mhz_per_cpu": 2000, "load_avg": [1.0])");
  EXPECT_EQ(slow, fingerprint(R"("mhz_per_cpu": 2100, "load_avg": [0.5])"));
  EXPECT_TRUE(slow.starts_with('g')) << slow;
}

constexpr const char* kDevices =
    R"([{"id": 0, "name": "GPU X", "sm_version": 900, "number_of_sms": 132,
         "global_memory_size": 85899345920}])";

std::string summary(const std::string& tag, const std::string& value) {
  return R"({"tag": ")" + tag + R"(", "data": [{"name": "value", "type": "float64", "value": ")" +
         value + R"("}]})";
}

std::string nvbench(const std::string& state) {
  return std::string(R"({"devices": )") + kDevices +
         R"(, "benchmarks": [{"name": "copy", "states": [{"device": 0, "axis_values":
            [{"name": "Elements", "type": "int64", "value": "1024"}], )" +
         state + "}]}]}";
}

TEST(Nvbench, ColdAndBatchAreRowsOfTheirOwn) {
  const ForeignRun run =
      read_foreign_run("b.json", nvbench(R"("is_skipped": false, "summaries": [)" +
                                         summary("nv/cold/sample_size", "40") + ',' +
                                         summary("nv/cold/time/gpu/mean", "2e-05") + ',' +
                                         summary("nv/cold/time/gpu/median", "1.6e-05") + ',' +
                                         summary("nv/cold/time/gpu/stdev/absolute", "1e-06") + ',' +
                                         summary("nv/cold/bw/global/bytes_per_second", "4e+08") +
                                         ',' + summary("nv/batch/time/gpu/mean", "1e-05") + ',' +
                                         summary("nv/batch/sample_size", "500") + "]"));
  ASSERT_EQ(run.rows.size(), 2u);
  const Result &cold = run.rows[0], &hot = run.rows[1];
  EXPECT_EQ(cold.case_id, "copy.nvbench.Elements=1024.timing=cold");
  EXPECT_DOUBLE_EQ(cold.median_s.value(), 1.6e-5);
  EXPECT_EQ(cold.samples, 40);
  EXPECT_EQ(cold.iterations, 1);
  EXPECT_EQ(cold.bytes, 8000);
  EXPECT_DOUBLE_EQ(cold.bytes_per_s.value(), 5e8);
  EXPECT_DOUBLE_EQ(cold.counters.at("stdev_s"), 1e-6);
  EXPECT_EQ(cold.device_name, "GPU X");
  EXPECT_EQ(cold.devices, "0");
  EXPECT_EQ(hot.case_id, "copy.nvbench.Elements=1024.timing=hot");
  EXPECT_DOUBLE_EQ(hot.median_s.value(), 1e-5);
  EXPECT_EQ(hot.samples, 1);
  EXPECT_EQ(hot.iterations, 500);
  EXPECT_TRUE(run.fingerprint.starts_with('n'));
  EXPECT_EQ(run.machine["gpus"][0]["compute_capability"], "9.0");
}

TEST(Nvbench, AMeanIsNoMedian) {
  const auto hash = [](const std::string& tag) {
    return read_foreign_run("b.json", nvbench(R"("summaries": [)" + summary(tag, "1e-5") + "]"))
        .rows.at(0)
        .case_hash;
  };
  EXPECT_NE(hash("nv/cold/time/gpu/mean"), hash("nv/cold/time/gpu/median"));
}

TEST(Nvbench, SkippedStatesSayWhy) {
  const ForeignRun run =
      read_foreign_run("b.json", nvbench(R"("is_skipped": true, "skip_reason": "too large")"));
  ASSERT_EQ(run.rows.size(), 1u);
  EXPECT_EQ(run.rows[0].status, Status::skipped);
  EXPECT_EQ(run.rows[0].message, "too large");
}

TEST(ForeignRun, TheSameBytesAreTheSameRun) {
  const std::string one = google(repetition(0, "1.0")), other = google(repetition(0, "1.5"));
  EXPECT_EQ(read_foreign_run("a", one).run_id, read_foreign_run("b", one).run_id);
  EXPECT_NE(read_foreign_run("a", one).run_id, read_foreign_run("a", other).run_id);
}

TEST(ForeignRun, ComplaintsNameThePlace) {
  EXPECT_THAT(complaint("{\"context\": "), HasSubstr("a.json: byte 13: no JSON"));
  EXPECT_THAT(complaint("[1]"), HasSubstr("a.json: 'benchmarks' is missing: neither"));
  EXPECT_THAT(complaint(R"({"benchmarks": []})"), HasSubstr("neither 'context'"));
  EXPECT_THAT(complaint(google("")), HasSubstr("a.json: benchmarks: nothing was measured"));
  EXPECT_THAT(complaint(google("{}")), HasSubstr("benchmarks[0]: 'run_name' is missing"));
  EXPECT_THAT(complaint(google(repetition(0, "-1"))),
              HasSubstr("benchmarks[0].real_time: -1 is no time"));
  EXPECT_THAT(complaint(google(repetition(0, "1") + ',' + repetition(0, "2"))),
              HasSubstr("benchmarks[1]: a second 'BM_copy/64/real_time'"));
  EXPECT_THAT(
      complaint(nvbench(R"("summaries": [)" + summary("nv/cold/time/gpu/mean", "nan") + "]")),
      HasSubstr("benchmarks[0].states[0].summaries[0].data[0].value: \"nan\" is no finite"));
  EXPECT_THAT(complaint(nvbench(R"("summaries": [])")), HasSubstr("states[0]: neither skipped"));
}

}  // namespace
}  // namespace warpmark
