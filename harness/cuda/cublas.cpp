#include "harness/cuda/cublas.h"

#include "harness/cuda/workspace.h"

#include <fmt/format.h>

#include <stdexcept>

namespace warpmark {
namespace {

cublasHandle_t create() {
  cublasHandle_t handle = nullptr;
  WARPMARK_CUBLAS_CHECK(cublasCreate(&handle));
  return handle;
}

}  // namespace

void check_cublas(cublasStatus_t status, const char* call, const char* file, int line) {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  throw std::runtime_error(fmt::format("{}: {} ({}), {}:{}", call, cublasGetStatusString(status),
                                       cublasGetStatusName(status), file, line));
}

Cublas::Cublas(CudaQueue& queue) : workspace_(queue, kCublasWorkspace), handle_(create()) {
  // The stream first: setting it takes the workspace away.
  WARPMARK_CUBLAS_CHECK(cublasSetStream(get(), queue.stream()));
  WARPMARK_CUBLAS_CHECK(cublasSetWorkspace(get(), workspace_.data(), workspace_.bytes()));
}

std::string Cublas::version() {
  int major = 0, minor = 0, patch = 0;
  WARPMARK_CUBLAS_CHECK(cublasGetProperty(MAJOR_VERSION, &major));
  WARPMARK_CUBLAS_CHECK(cublasGetProperty(MINOR_VERSION, &minor));
  WARPMARK_CUBLAS_CHECK(cublasGetProperty(PATCH_LEVEL, &patch));
  return fmt::format("cuBLAS {}.{}.{}", major, minor, patch);
}

}  // namespace warpmark
