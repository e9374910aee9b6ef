// The device fills arrays with the very bits that the host and the oracle see.

#include "harness/cuda/fill.h"

#include "harness/error.h"
#include "tests/cuda/gpu.h"

#include <gtest/gtest.h>

#include <limits>

namespace warpmark {
namespace {

const Fill kFills[] = {{Fill::Kind::uniform},
                       {Fill::Kind::integer, -5, 9},
                       {Fill::Kind::integer, -(1 << 30), 1 << 30},
                       {Fill::Kind::zero}};
constexpr DType kDTypes[] = {DType::fp64, DType::fp32, DType::tf32, DType::bf16, DType::fp16};

using DeviceFill = OnGpu<>;

TEST_F(DeviceFill, EqualsTheInputBitForBit) {
  CudaQueue queue(0);
  for (DType dtype : kDTypes) {
    for (const Fill& fill : kFills) {
      for (Index n : {1, 2, 3, 4, 5, 1023, 1024, 4099}) {
        const Input input{"x", dtype, {n}, fill, 11};
        SCOPED_TRACE(input.describe());
        const std::size_t bytes = static_cast<std::size_t>(n) * storage_bytes(dtype);
        DeviceBuffer device(queue, bytes);
        fill_device(queue, input, device);
        std::vector<std::byte> host(bytes), copied(bytes);
        fill_host(input, host.data(), 1);
        copy_to_host(queue, copied.data(), device.data(), bytes);
        queue.wait();
        EXPECT_EQ(copied, host);
        EXPECT_EQ(load(dtype, copied.data(), n - 1), input.at(n - 1));
      }
    }
  }
}

TEST_F(DeviceFill, RefusesDTypesWithoutKernels) {
  CudaQueue queue(0);
  const Input input{"x", DType::int8, {4}, {}, 1};
  const DeviceBuffer memory(queue, 4);
  EXPECT_THROW(fill_device(queue, input, memory), Unsupported);
}

}  // namespace
}  // namespace warpmark
