#include "harness/peak.h"

#include <gtest/gtest.h>

namespace warpmark {
namespace {

DeviceInfo gpu(const std::string& name, const std::string& compute_capability, int multiprocessors,
               double sm_clock_hz) {
  DeviceInfo info;
  info.name = name;
  info.compute_capability = compute_capability;
  info.multiprocessors = multiprocessors;
  info.sm_clock_hz = sm_clock_hz;
  return info;
}

const DeviceInfo kH100 = gpu("NVIDIA H100 80GB HBM3", "9.0", 132, 1.98e9);

double tera(const DeviceInfo& info, std::string_view dtype) {
  return peak_flops_per_s(info, dtype).value_or(0) / 1e12;
}

/// The data sheets' fp32 figures follow from the attributes.
TEST(Peak, ArithmeticIsOfClockAndMultiprocessors) {
  EXPECT_NEAR(tera(kH100, "fp32"), 66.9, 0.1);
  const DeviceInfo a100 = gpu("NVIDIA A100-SXM4-80GB", "8.0", 108, 1.41e9);
  EXPECT_NEAR(tera(a100, "fp32"), 19.5, 0.1);
  const DeviceInfo rtx4090 = gpu("NVIDIA GeForce RTX 4090", "8.9", 128, 2.52e9);
  EXPECT_NEAR(tera(rtx4090, "fp32"), 82.6, 0.1);
  EXPECT_NEAR(tera(rtx4090, "fp64"), 1.29, 0.01);
  const DeviceInfo t4 = gpu("Tesla T4", "7.5", 40, 1.59e9);
  EXPECT_NEAR(tera(t4, "fp32"), 8.1, 0.05);
  const DeviceInfo b200 = gpu("NVIDIA B200", "10.0", 148, 1.965e9);
  EXPECT_NEAR(tera(b200, "fp64"), 37, 0.5);
  EXPECT_NEAR(tera(b200, "fp32"), 75, 1);
}

TEST(Peak, TensorCoresAreOfTheDataSheetWithoutSparsity) {
  EXPECT_DOUBLE_EQ(tera(kH100, "fp64"), 67);
  EXPECT_DOUBLE_EQ(tera(kH100, "tf32"), 494.5);
  EXPECT_DOUBLE_EQ(tera(kH100, "bf16"), 989.5);
  EXPECT_DOUBLE_EQ(tera(kH100, "fp16"), 989.5);
  EXPECT_DOUBLE_EQ(tera(kH100, "fp8_e4m3"), 1979);
  EXPECT_DOUBLE_EQ(tera(kH100, "int8"), 1979);
}

TEST(Peak, TheNearestNameCounts) {
  EXPECT_DOUBLE_EQ(tera(gpu("NVIDIA H200", "9.0", 132, 1.98e9), "bf16"), 989.5);
  EXPECT_DOUBLE_EQ(tera(gpu("NVIDIA H200 NVL", "9.0", 132, 1.785e9), "bf16"), 835.5);
  EXPECT_DOUBLE_EQ(tera(gpu("NVIDIA H100 PCIe", "9.0", 114, 1.755e9), "bf16"), 756.5);
  EXPECT_DOUBLE_EQ(tera(gpu("NVIDIA L40S", "8.9", 142, 2.52e9), "fp8_e4m3"), 733);
  EXPECT_DOUBLE_EQ(tera(gpu("NVIDIA L4", "8.9", 58, 2.04e9), "bf16"), 121);
  EXPECT_DOUBLE_EQ(tera(gpu("NVIDIA B200", "10.0", 148, 1.965e9), "tf32"), 1125);
  EXPECT_DOUBLE_EQ(tera(gpu("NVIDIA GB200", "10.0", 152, 2.062e9), "tf32"), 1250);
}

TEST(Peak, WhatIsNotKnownIsEmpty) {
  EXPECT_FALSE(peak_flops_per_s(gpu("NVIDIA X", "9.0", 132, 1.98e9), "bf16"));
  EXPECT_FALSE(peak_flops_per_s(gpu("NVIDIA L40", "8.9", 142, 2.49e9), "bf16"));
  EXPECT_FALSE(peak_flops_per_s(gpu("NVIDIA GH200 480GB", "9.0", 132, 1.98e9), "bf16"));
  EXPECT_FALSE(peak_flops_per_s(gpu("NVIDIA B300", "10.3", 148, 1.92e9), "fp64"));
  EXPECT_FALSE(peak_flops_per_s(gpu("NVIDIA X", "99.0", 132, 1.98e9), "fp32"));
  EXPECT_FALSE(peak_flops_per_s(gpu("NVIDIA X", "9.0", 0, 0), "fp32"));
  EXPECT_FALSE(peak_flops_per_s(gpu("NVIDIA A100-SXM4-80GB", "8.0", 108, 1.41e9), "fp8_e4m3"));
  EXPECT_FALSE(peak_bytes_per_s(kH100));
}

TEST(Peak, BandwidthIsTwoTransfersACycle) {
  DeviceInfo h100 = kH100;
  h100.mem_clock_hz = 2.619e9;
  h100.memory_bus_bits = 5120;
  EXPECT_NEAR(peak_bytes_per_s(h100).value(), 3.352e12, 1e9);
  h100.mig = "on";
  EXPECT_FALSE(peak_bytes_per_s(h100));
  EXPECT_FALSE(peak_flops_per_s(h100, "fp32"));
}

}  // namespace
}  // namespace warpmark
