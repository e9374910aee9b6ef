#include "reports/baseline.h"

#include "tests/reports/rows.h"

#include <gtest/gtest.h>

namespace warpmark {
namespace {

/// The GPU row after the CPU rows have gone by.
Result after(std::vector<Result> cpu_rows, Result gpu) {
  Baselines baselines;
  for (Result& row : cpu_rows) baselines.apply(row);
  baselines.apply(gpu);
  return gpu;
}

TEST(Baselines, RatioIsOfTheFastestCpuVariant) {
  const Result cpu = gemm_row("openblas", "cpu", 8);
  const Result gpu = after({gemm_row("openmp", "cpu", 20), cpu, gemm_row("onednn", "cpu", 9)},
                           gemm_row("cublas", "gpu", 2));
  EXPECT_EQ(gpu.baseline_case_id, cpu.case_id);
  EXPECT_DOUBLE_EQ(gpu.speedup.value(), 4);
  EXPECT_DOUBLE_EQ(gpu.speedup_lo.value(), *cpu.ci_lo_s / *gpu.ci_hi_s);
  EXPECT_DOUBLE_EQ(gpu.speedup_hi.value(), *cpu.ci_hi_s / *gpu.ci_lo_s);
}

TEST(Baselines, TimingsArePaired) {
  const Result cold = gemm_row("openblas", "cpu", 8),
               hot = gemm_row("openblas", "cpu", 6, "fp32", "hot"),
               step = gemm_row("openblas", "cpu", 4, "fp32", "step");
  const std::map<std::string, double> expected = {
      {"cold", 8}, {"hot", 6}, {"graph", 6}, {"e2e", 8}, {"step", 4}};
  for (const auto& [timing, seconds] : expected) {
    const Result gpu = after({cold, hot, step}, gemm_row("cublas", "gpu", 1, "fp32", timing));
    EXPECT_DOUBLE_EQ(gpu.speedup.value(), seconds) << timing;
  }
  const Result epoch = gemm_row("openblas", "cpu", 2, "fp32", "epoch");
  EXPECT_FALSE(after({epoch, step}, gemm_row("cublas", "gpu", 1, "fp32", "epoch")).speedup);
}

TEST(Baselines, Fp32StandsInWhereTheCpuHasNoSuchDtypeOrIsSlowerInIt) {
  const Result fp32 = gemm_row("openblas", "cpu", 8);
  EXPECT_EQ(after({fp32}, gemm_row("cublas", "gpu", 1, "tf32")).baseline_case_id, fp32.case_id);
  EXPECT_EQ(after({fp32}, gemm_row("cublas", "gpu", 1, "fp64")).baseline_case_id, "");

  const Result bf16 = gemm_row("onednn", "cpu", 3, "bf16"),
               slow_bf16 = gemm_row("onednn", "cpu", 30, "bf16");
  EXPECT_EQ(after({fp32, bf16}, gemm_row("cublas", "gpu", 1, "bf16")).baseline_case_id,
            bf16.case_id);
  EXPECT_EQ(after({fp32, slow_bf16}, gemm_row("cublas", "gpu", 1, "bf16")).baseline_case_id,
            fp32.case_id);
  EXPECT_EQ(after({fp32, bf16}, gemm_row("cublas", "gpu", 1)).baseline_case_id, fp32.case_id);

  Result skipped = bf16;
  skipped.status = Status::skipped;
  EXPECT_EQ(after({fp32, skipped}, gemm_row("cublas", "gpu", 1, "bf16")).baseline_case_id,
            fp32.case_id);
}

TEST(Baselines, FailedCpuRowsLeaveNothingToCompareWith) {
  Result failed = gemm_row("onednn", "cpu", 30, "bf16");
  failed.status = Status::failed;
  failed.verified = false;
  const Result gpu =
      after({gemm_row("openblas", "cpu", 8), failed}, gemm_row("cublas", "gpu", 1, "bf16"));
  EXPECT_FALSE(gpu.speedup);
}

// The one that failed may be the fastest.
TEST(Baselines, OneFailedCpuVariantLeavesNoFairBaseline) {
  Result failed = gemm_row("openblas", "cpu", 4);
  failed.status = Status::timeout;
  const Result gpu = after({gemm_row("openmp", "cpu", 20), failed}, gemm_row("cublas", "gpu", 1));
  EXPECT_EQ(gpu.baseline_case_id, "");
  EXPECT_FALSE(gpu.speedup);
}

TEST(Baselines, OnlyTrustedRowsCount) {
  Result slow = gemm_row("openblas", "cpu", 8), gpu = gemm_row("cublas", "gpu", 1);
  gpu.verified.reset();
  EXPECT_FALSE(after({slow}, gpu).speedup);
  gpu.verified = true;
  gpu.valid = false;
  EXPECT_FALSE(after({slow}, gpu).speedup);
  gpu.valid = true;
  slow.verified = false;
  EXPECT_FALSE(after({slow}, gpu).speedup);
}

TEST(Baselines, PointsAndRunsAreKeptApart) {
  Result cpu = gemm_row("openblas", "cpu", 8);
  cpu.point["k"] = 1024;
  EXPECT_FALSE(after({cpu}, gemm_row("cublas", "gpu", 1)).speedup);
  cpu = gemm_row("openblas", "cpu", 8);
  cpu.run_id = "r0";
  EXPECT_FALSE(after({cpu}, gemm_row("cublas", "gpu", 1)).speedup);
}

TEST(Baselines, WithoutIntervalsThereIsNoRatio) {
  Result cpu = gemm_row("openblas", "cpu", 8);
  cpu.ci_lo_s.reset();
  cpu.ci_hi_s.reset();
  const Result gpu = after({cpu}, gemm_row("cublas", "gpu", 2));
  EXPECT_EQ(gpu.baseline_case_id, cpu.case_id);
  EXPECT_FALSE(gpu.speedup || gpu.speedup_lo || gpu.speedup_hi);
}

}  // namespace
}  // namespace warpmark
