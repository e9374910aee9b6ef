#pragma once

#include "harness/cuda/buffer.h"
#include "harness/input.h"

namespace warpmark {

/// Enqueues the writing of all elements of `input` to device memory: the same bits as fill_host.
/// Throws Unsupported for a dtype that no kernel reads yet.
void fill_device(CudaQueue& queue, const Input& input, const DeviceBuffer& to);

}  // namespace warpmark
