#pragma once

#include "harness/cuda/buffer.h"
#include "harness/cuda/handle.h"

#include <cublas_v2.h>

#include <string>

namespace warpmark {

/// Throws std::runtime_error with the call, cuBLAS's text, file and line.
void check_cublas(cublasStatus_t status, const char* call, const char* file, int line);

/// cuBLAS on a queue, with a workspace of its own, so that calls can be captured. Scalars are read
/// from the host and scalar results written to the device: no call waits.
class Cublas {
 public:
  explicit Cublas(CudaQueue& queue);

  cublasHandle_t get() const { return handle_.get(); }

  /// "cuBLAS 13.1.0"
  static std::string version();

 private:
  DeviceBuffer workspace_;  // outlives the handle
  Handle<cublasHandle_t, cublasDestroy> handle_;
};

}  // namespace warpmark

#define WARPMARK_CUBLAS_CHECK(call) ::warpmark::check_cublas((call), #call, __FILE__, __LINE__)
