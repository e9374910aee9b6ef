#include "reports/ceilings.h"

#include "tests/reports/rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace warpmark {
namespace {

using testing::HasSubstr;

constexpr double kCache = 32e6;

/// One CPU and one GPU, each with the same cache.
Environment machine() {
  Environment environment;
  environment.cpu.all_last_level_bytes = kCache;
  DeviceInfo gpu;
  gpu.name = "NVIDIA H100 80GB HBM3";
  gpu.compute_capability = "9.0";
  gpu.multiprocessors = 132;
  gpu.sm_clock_hz = 1.98e9;
  gpu.mem_clock_hz = 2.619e9;
  gpu.memory_bus_bits = 5120;
  gpu.l2_bytes = kCache;
  environment.gpus = {gpu};
  return environment;
}

/// A row that moves `bytes` in a second.
Result moving(double bytes, const std::string& device = "cpu", const std::string& timing = "cold") {
  Result row = gemm_row("openmp", device, 1, "fp32", timing);
  row.bytes = bytes;
  row.flops = 0;
  row.bytes_per_s = bytes;
  return row;
}

/// A row that computes `flops` in a second, on data beyond the caches.
Result computing(double flops, const std::string& dtype = "fp32") {
  Result row = gemm_row("openblas", "cpu", 1, dtype);
  row.bytes = 2 * kCache;
  row.flops = flops;
  row.flops_per_s = flops;
  return row;
}

class CeilingsTest : public testing::Test {
 protected:
  Result after(Result row) {
    ceilings_.apply(row, spec_);
    return row;
  }
  void learn(const Result& canary) { after(canary); }

  BenchmarkSpec spec_;
  Ceilings ceilings_{machine()};
};

TEST_F(CeilingsTest, BandwidthIsTheBestOfReadCopyAndTriad) {
  learn(canary_row("read", 80e9));
  learn(canary_row("triad", 100e9));
  learn(canary_row("copy", 90e9));
  EXPECT_DOUBLE_EQ(*after(moving(50e9)).bytes_ceiling_pct, 50);
  learn(canary_row("read", 200e9));
  learn(canary_row("read", 10e9));
  EXPECT_DOUBLE_EQ(*after(moving(50e9)).bytes_ceiling_pct, 25);
}

TEST_F(CeilingsTest, BestSampleOfACanaryCounts) {
  Result canary = canary_row("read", 100e9);
  canary.min_s = *canary.median_s / 2;
  learn(canary);
  EXPECT_DOUBLE_EQ(*after(moving(50e9)).bytes_ceiling_pct, 25);
}

TEST_F(CeilingsTest, CachesAreTheCeilingOfWhatStaysInThem) {
  learn(canary_row("read", 100e9));
  learn(canary_row("cache", 400e9));
  const double resident = kCache;
  EXPECT_DOUBLE_EQ(*after(moving(resident, "cpu", "hot")).bytes_ceiling_pct,
                   100 * resident / 400e9);
  EXPECT_DOUBLE_EQ(*after(moving(resident)).bytes_ceiling_pct, 100 * resident / 100e9);
  EXPECT_DOUBLE_EQ(*after(moving(50e9, "cpu", "hot")).bytes_ceiling_pct, 50);
}

TEST_F(CeilingsTest, FlopsAreOfTheSameDtype) {
  learn(canary_row("fma", 100e9, "fp64"));
  learn(canary_row("fma", 200e9, "fp32"));
  EXPECT_DOUBLE_EQ(*after(computing(150e9)).flops_ceiling_pct, 75);
  EXPECT_DOUBLE_EQ(*after(computing(50e9, "fp64")).flops_ceiling_pct, 50);
  EXPECT_FALSE(after(computing(50e9, "bf16")).flops_ceiling_pct);
}

TEST_F(CeilingsTest, WithoutOneOfItsCanariesADtypeHasNoCeiling) {
  learn(canary_row("fma", 100e9, "bf16"));
  Result tensor = canary_row("tensor", 0, "bf16");
  tensor.status = Status::skipped;
  tensor.median_s.reset();
  learn(tensor);
  const Result row = after(computing(800e9, "bf16"));
  EXPECT_EQ(row.status, Status::ok);
  EXPECT_FALSE(row.flops_ceiling_pct);
  learn(canary_row("tensor", 1000e9, "bf16"));
  EXPECT_DOUBLE_EQ(*after(computing(800e9, "bf16")).flops_ceiling_pct, 80);
}

TEST_F(CeilingsTest, DevicesAndThreadsAreKeptApart) {
  learn(canary_row("read", 100e9));
  EXPECT_FALSE(after(moving(50e9, "gpu")).bytes_ceiling_pct);
  Result row = moving(50e9);
  row.threads = 8;
  EXPECT_FALSE(after(row).bytes_ceiling_pct);
}

TEST_F(CeilingsTest, ACanaryThatWasDisturbedTeachesNothing) {
  for (auto spoil :
       {+[](Result& row) { row.valid = false; }, +[](Result& row) { row.profiled = true; },
        +[](Result& row) { row.status = Status::failed; }}) {
    Result canary = canary_row("read", 100e9);
    spoil(canary);
    learn(canary);
  }
  EXPECT_FALSE(after(moving(50e9)).bytes_ceiling_pct);
}

TEST_F(CeilingsTest, MoreThanTheMemoryCanIsAFailure) {
  learn(canary_row("read", 100e9));
  const Result row = after(moving(106e9));
  EXPECT_EQ(row.status, Status::failed);
  EXPECT_THAT(row.message,
              HasSubstr("impossible: 106 GB/s, where the ceiling was measured to be 100 GB/s"));
  EXPECT_FALSE(row.median_s);
  EXPECT_FALSE(row.bytes_per_s);
  EXPECT_FALSE(row.bytes_ceiling_pct);
  EXPECT_EQ(row.verified, true);
  EXPECT_EQ(after(moving(104e9)).status, Status::ok);
}

TEST_F(CeilingsTest, MoreThanTheMultiplyAddersCanIsAFailure) {
  learn(canary_row("fma", 1e12));
  const Result row = after(computing(1.06e12));
  EXPECT_EQ(row.status, Status::failed);
  EXPECT_THAT(
      row.message,
      HasSubstr("impossible: 1.06 TFLOP/s, where the ceiling was measured to be 1 TFLOP/s"));
  EXPECT_EQ(after(computing(1.04e12)).status, Status::ok);
}

/// By Winograd's algorithm, say: its operations are a fraction of those that are counted.
TEST_F(CeilingsTest, WhereOperationsMayBeSavedMoreIsNoMistake) {
  learn(canary_row("fma", 1e12));
  learn(canary_row("read", 100e9));
  spec_.may_save_flops = true;
  EXPECT_DOUBLE_EQ(*after(computing(1.5e12)).flops_ceiling_pct, 150);
  EXPECT_EQ(after(moving(106e9)).status, Status::failed);
}

/// 30 MB of what was written need not have reached the memory when the clock stopped.
TEST_F(CeilingsTest, WhatTheCacheMayStillHoldIsNotCounted) {
  learn(canary_row("read", 1e9));
  Result row = moving(64e6);
  row.median_s = 64e6 / 2e9;
  row.bytes_per_s = 2e9;
  const Result kept = after(row);
  EXPECT_EQ(kept.status, Status::ok);
  EXPECT_FALSE(kept.bytes_ceiling_pct) << "of 200 % how much was written is not known";
  row.median_s = 64e6 / 2.2e9;
  EXPECT_EQ(after(row).status, Status::failed);
}

TEST_F(CeilingsTest, OnlyColdRowsBeyondTheCachesAreJudged) {
  learn(canary_row("read", 100e9));
  EXPECT_EQ(after(moving(200e9, "cpu", "hot")).status, Status::ok);
  EXPECT_EQ(after(moving(kCache)).status, Status::ok);
  Result profiled = moving(200e9);
  profiled.profiled = true;
  EXPECT_EQ(after(profiled).status, Status::ok);
  EXPECT_EQ(Ceilings(machine()).contradiction(moving(200e9), spec_), "");
}

TEST_F(CeilingsTest, PeaksAreTheGpusAlone) {
  const Result row = after(moving(0.01 * 3352.32e9, "gpu"));
  EXPECT_NEAR(*row.bytes_peak_pct, 1, 1e-9);
  EXPECT_FALSE(row.bytes_ceiling_pct);
  EXPECT_FALSE(after(moving(10e9)).bytes_peak_pct);
  const Result canary = after(canary_row("fma", 33.45408e12, "fp32", "gpu"));
  EXPECT_NEAR(*canary.flops_peak_pct, 50, 1e-9);
  EXPECT_FALSE(canary.flops_ceiling_pct);
}

}  // namespace
}  // namespace warpmark
