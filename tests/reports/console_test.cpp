#include "reports/console.h"

#include "harness/error.h"
#include "reports/baseline.h"
#include "tests/reports/rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace warpmark {
namespace {

using testing::HasSubstr;
using testing::Not;

/// What the console prints for these rows, speed-ups included.
std::string table(std::vector<Result> rows, Terminal terminal = {}) {
  std::ostringstream out;
  Console console(out, terminal);
  Baselines baselines;
  for (Result& row : rows) {
    baselines.apply(row);
    console.add(row);
  }
  console.end();
  return out.str();
}

Result skipped(const std::string& variant, const std::string& timing, const std::string& reason) {
  Result row = gemm_row(variant, "gpu", 1, "fp32", timing);
  row.devices = "";
  row.status = Status::skipped;
  row.message = reason;
  row.median_s.reset();
  return row;
}

TEST(Console, PrintsAPointWithItsSpeedup) {
  EXPECT_EQ(table({gemm_row("openblas", "cpu", 0.0795), gemm_row("cuda_naive", "gpu", 0.01241),
                   gemm_row("cublas", "gpu", 0.001930)}),
            "\ngemm  dtype=fp32  m=n=k=2048                  17.2 GFLOP, 50.3 MB\n"
            "  openblas    cpu, 16 threads cold     79.5 ms     79.1–79.9   0.216 TFLOP/s\n"
            "  cuda_naive  gpu 0          cold    12.41 ms   12.35–12.47   1.384 TFLOP/s\n"
            "  cublas      gpu 0          cold    1.930 ms   1.920–1.940    8.90 TFLOP/s\n"
            "  gpu/cublas is 41.2x (40.8–41.6) faster than cpu/openblas: 1.930 ms against 79.5 ms, "
            "cold, data resident\n"
            "\n3 rows, 3 ok\n");
}

TEST(Console, SaysHowCloseToTheCeilingRowsAre) {
  Result slow = gemm_row("cuda_naive", "gpu", 0.01241), fast = gemm_row("cublas", "gpu", 0.00193);
  slow.flops_ceiling_pct = 2.14;
  slow.bytes_ceiling_pct = 0.1;
  fast.flops_ceiling_pct = 1;
  fast.bytes_ceiling_pct = 93.4;
  const std::string text = table({gemm_row("openblas", "cpu", 0.0795), slow, fast});
  EXPECT_THAT(text, HasSubstr("  0.216 TFLOP/s\n"));
  EXPECT_THAT(text, HasSubstr("  1.384 TFLOP/s  2.1 % of ceiling\n"));
  EXPECT_THAT(text, HasSubstr("  8.90 TFLOP/s   93 %\n"));
}

TEST(Console, BeginsWithTheCeilings) {
  const std::string text =
      table({canary_row("triad", 58.1e9), canary_row("cache", 230e9), canary_row("fma", 235e9),
             canary_row("fma", 118e9, "fp64"), gemm_row("openblas", "cpu", 0.0795),
             canary_row("triad", 90e9), gemm_row("openblas", "cpu", 0.0795, "fp64")});
  EXPECT_TRUE(
      text.starts_with("ceilings of cpu, 16 threads: 58.1 GB/s from memory, 230 GB/s from "
                       "caches, fp32 235 GFLOP/s, fp64 118 GFLOP/s\n\ngemm"))
      << text;
  EXPECT_THAT(text, Not(HasSubstr("90")));
  EXPECT_THAT(text, HasSubstr("\n2 rows, 2 ok\n"));
}

TEST(Console, SaysWhereACanaryFailed) {
  Result canary = canary_row("triad", 58.1e9);
  canary.status = Status::failed;
  canary.message = "y[3]: expected 1, got 2";
  EXPECT_THAT(table({canary, gemm_row("openblas", "cpu", 0.0795)}),
              HasSubstr("  failed  openmp on cpu, 16 threads: y[3]: expected 1, got 2\n"));
}

TEST(Console, PrintsAPointOnceItIsComplete) {
  std::ostringstream out;
  Console console(out, {});
  console.add(gemm_row("openmp", "cpu", 1));
  console.add(gemm_row("openblas", "cpu", 1));
  EXPECT_EQ(out.str(), "");
  console.add(gemm_row("openmp", "cpu", 1, "fp64"));
  EXPECT_THAT(out.str(), HasSubstr("openblas"));
  EXPECT_THAT(out.str(), Not(HasSubstr("fp64")));
}

TEST(Console, GathersRowsThatAreSkippedForTheSameReason) {
  const std::string text =
      table({skipped("cuda", "cold", "no GPU here"), skipped("cuda", "hot", "no GPU here"),
             skipped("cublas", "cold", "no GPU here"), skipped("cublas", "hot", "busy")});
  EXPECT_THAT(text, HasSubstr("  skipped  cuda, cublas on gpu: no GPU here\n"));
  EXPECT_THAT(text, HasSubstr("  skipped  cublas on gpu: busy\n"));
  EXPECT_THAT(text, HasSubstr("4 rows, 4 skipped"));
}

TEST(Console, SaysWhatFailed) {
  Result row = gemm_row("openmp", "cpu", 1);
  row.status = Status::failed;
  row.message = "c[3]: expected 1, got 2";
  EXPECT_THAT(table({row}),
              HasSubstr("  failed  openmp on cpu, 16 threads: c[3]: expected 1, got 2\n"));
}

TEST(Console, SaysWhatIsToBeKnownOfAMeasuredRow) {
  Result row = gemm_row("openmp", "cpu", 1);
  row.message = "injected slow:2";
  EXPECT_THAT(table({row, gemm_row("openblas", "cpu", 1)}),
              HasSubstr("  warning  openmp on cpu, 16 threads: injected slow:2\n"));
}

TEST(Console, SaysWhereTheGpuLoses) {
  const std::string text =
      table({gemm_row("openblas", "cpu", 0.001), gemm_row("cublas", "gpu", 0.003)});
  EXPECT_THAT(text, HasSubstr("gpu/cublas is 3.00x (2.97–3.03) slower than cpu/openblas"));
}

TEST(Console, SaysWhereTheIntervalDecidesNothing) {
  const std::string text =
      table({gemm_row("openblas", "cpu", 0.001), gemm_row("cublas", "gpu", 0.001003)});
  EXPECT_THAT(text, HasSubstr("gpu/cublas is 0.997x (0.987–1.007) as fast as cpu/openblas"));
}

TEST(Console, NamesDtypeAndTimingsThatDiffer) {
  const std::string text =
      table({gemm_row("openblas", "cpu", 0.1), gemm_row("cublas", "gpu", 0.01, "tf32", "e2e")});
  EXPECT_THAT(text, HasSubstr("than cpu/openblas in fp32: "));
  EXPECT_THAT(text, HasSubstr("e2e against cold, transfers included"));
}

TEST(Console, MarksWhatDidNotConverge) {
  Result row = gemm_row("openblas", "cpu", 0.1);
  row.converged = false;
  const std::string text = table({row});
  EXPECT_THAT(text, HasSubstr(" ~100.0 ms"));
  EXPECT_THAT(text, HasSubstr("~ 1 of them"));
}

TEST(Console, SaysWhatSpoiltARowThatHasATime) {
  Result row = gemm_row("cublas", "gpu", 0.1);
  row.converged = false;
  row.message = "the device was slowed down (throttle 0x40) during 30 of 80 samples";
  const std::string text = table({row});
  EXPECT_THAT(text, HasSubstr("  warning  cublas on gpu 0: the device was slowed down"));
  EXPECT_THAT(text, Not(HasSubstr("time ran out")));
}

TEST(Console, PrintsWhatTheTimingsOfAGpuVariantReveal) {
  EXPECT_THAT(table({gemm_row("cublas", "gpu", 10e-6, "fp32", "hot"),
                     gemm_row("cublas", "gpu", 6e-6, "fp32", "graph")}),
              HasSubstr("  gpu/cublas: a launch adds 4.00 µs (3.92–4.08)\n"));
}

TEST(Console, SaysThatProfiledTimesAreNoResults) {
  Result row = gemm_row("openblas", "cpu", 0.1);
  EXPECT_THAT(table({row}), Not(HasSubstr("profiled")));
  row.profiled = true;
  EXPECT_THAT(
      table({row, skipped("cuda", "cold", "no GPU here")}),
      HasSubstr(
          "\n2 rows, 1 ok, 1 skipped\nprofiled, so that their times are no results: 1 of them\n"));
}

TEST(Console, MemoryBoundRatesAreBytes) {
  Result row = gemm_row("openmp", "cpu", 0.1);
  row.flops = row.bytes;
  EXPECT_THAT(table({row}), HasSubstr(" GB/s\n"));
}

TEST(Console, SizesReadAsTheyAreGiven) {
  Result row = gemm_row("openmp", "cpu", 0.1);
  row.case_id = "gemm.openmp.dtype=fp32.m=33554432.n=1048577.k=1073741824.timing=cold";
  EXPECT_THAT(table({row}), HasSubstr("gemm  dtype=fp32  m=32M  n=1048577  k=1G "));
}

TEST(Console, ColoursOnlyWhereAskedFor) {
  const std::vector<Result> rows = {gemm_row("openmp", "cpu", 0.1)};
  EXPECT_THAT(table(rows), Not(HasSubstr("\033")));
  EXPECT_THAT(table(rows, {.interactive = true, .colour = true}), HasSubstr("\033[1mgemm"));
}

TEST(Console, FullOutputIsAWriteError) {
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  Console console(out, {});
  EXPECT_THROW(console.end(), WriteError);
}

}  // namespace
}  // namespace warpmark
