#pragma once

#include "tests/fake_cuda/device.h"

#include <vector>

struct CUstream_st {
  bool capturing = false, spoilt = false;  // spoilt: something happened that cannot be captured
  std::vector<warpmark::fake_cuda::Operation> captured = {};
  int ordinal = warpmark::fake_cuda::Device::instance().current;
};

namespace warpmark::fake_cuda {

/// A call that takes the host so long. Returns its status.
cudaError_t call(double nanoseconds = Device::instance().model.call);

/// Such a call that puts an operation into the queue, or into what is being captured. All devices
/// share one queue, but a stream takes work only while its device is the current one.
cudaError_t enqueue(cudaStream_t stream, Operation operation, double nanoseconds);

}  // namespace warpmark::fake_cuda
