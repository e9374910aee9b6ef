#pragma once

#include "harness/cuda/buffer.h"
#include "harness/output.h"

namespace warpmark {

/// A view of a result in device memory, row-major and dense. Queue and memory outlive it.
std::unique_ptr<Output> device_output(std::string name, DType dtype, Shape shape, CudaQueue& queue,
                                      const DeviceBuffer& memory);

}  // namespace warpmark
