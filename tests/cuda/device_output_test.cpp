// Results are looked at where they lie, in device memory.

#include "harness/cuda/device_output.h"

#include "harness/cuda/fill.h"
#include "tests/cuda/gpu.h"

#include <gtest/gtest.h>

#include <limits>

namespace warpmark {
namespace {

using DeviceOutput = OnGpu<testing::TestWithParam<DType>>;

TEST_P(DeviceOutput, PoisonsCountsAndReadsEveryElement) {
  const DType dtype = GetParam();
  constexpr Index kCount = 2501;
  CudaQueue queue(0);
  DeviceBuffer memory(queue, static_cast<std::size_t>(kCount) * storage_bytes(dtype));
  const auto output = device_output("y", dtype, {kCount}, queue, memory);
  output->poison();
  EXPECT_EQ(output->count_nan(), kCount);

  fill_device(queue, {"x", dtype, {kCount}, {}, 5}, memory);
  EXPECT_EQ(output->count_nan(), 0);
  std::vector<double> values(7);
  output->read(kCount - 7, values);
  const Input input{"x", dtype, {kCount}, {}, 5};
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(values[i], input.at(kCount - 7 + static_cast<Index>(i)));
  }
}

/// Infinity is a number here; a NaN counts whatever its sign and payload.
TEST_P(DeviceOutput, TellsNaNsFromInfinities) {
  const DType dtype = GetParam();
  const std::size_t width = storage_bytes(dtype);
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<std::byte> host(5 * width);
  const double values[] = {infinity, -infinity, nan, -nan, 0};
  for (int i = 0; i < 5; ++i) store(dtype, host.data(), i, values[i]);
  CudaQueue queue(0);
  DeviceBuffer memory(queue, host.size());
  copy_to_device(queue, memory.data(), host.data(), host.size());
  EXPECT_EQ(device_output("y", dtype, {5}, queue, memory)->count_nan(), 2);
}

INSTANTIATE_TEST_SUITE_P(DTypes, DeviceOutput,
                         testing::Values(DType::fp64, DType::fp32, DType::tf32, DType::bf16,
                                         DType::fp16),
                         [](const auto& info) { return std::string(name(info.param)); });

}  // namespace
}  // namespace warpmark
