#pragma once

#include "tests/fake_cuda/device.h"

#include <vector>

struct CUstream_st {
  bool capturing = false, spoilt = false;  // spoilt: something happened that cannot be captured
  std::vector<warpmark::fake_cuda::Operation> captured;
};

namespace warpmark::fake_cuda {

/// A call that takes the host so long. Returns its status.
cudaError_t call(double nanoseconds = Device::instance().model.call);

/// Such a call that puts an operation into the queue, or into what is being captured.
cudaError_t enqueue(cudaStream_t stream, Operation operation, double nanoseconds);

}  // namespace warpmark::fake_cuda
