#pragma once

#include "harness/cuda/handle.h"
#include "harness/cuda/queue.h"
#include "harness/dtype.h"

#include <cudnn.h>

#include <string>

namespace warpmark {

/// Throws Unsupported where cuDNN has no such operation, std::runtime_error for other failures,
/// with the call, cuDNN's text, file and line.
void check_cudnn(cudnnStatus_t status, const char* call, const char* file, int line);

/// cuDNN on a queue.
class Cudnn {
 public:
  explicit Cudnn(CudaQueue& queue);

  cudnnHandle_t get() const { return handle_.get(); }

  /// "cuDNN 9.19.0"
  static std::string version();

 private:
  Handle<cudnnHandle_t, cudnnDestroy> handle_;
};

/// Throws Unsupported for a dtype that cuDNN does not compute with.
cudnnDataType_t cudnn_type(DType dtype);

}  // namespace warpmark

#define WARPMARK_CUDNN_CHECK(call) ::warpmark::check_cudnn((call), #call, __FILE__, __LINE__)
