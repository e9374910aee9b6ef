#include "harness/cuda/cudnn.h"

#include "harness/error.h"

#include <fmt/format.h>

#include <stdexcept>

namespace warpmark {
namespace {

cudnnHandle_t create() {
  cudnnHandle_t handle = nullptr;
  WARPMARK_CUDNN_CHECK(cudnnCreate(&handle));
  return handle;
}

}  // namespace

void check_cudnn(cudnnStatus_t status, const char* call, const char* file, int line) {
  if (status == CUDNN_STATUS_SUCCESS) return;
  const std::string message =
      fmt::format("{}: {}, {}:{}", call, cudnnGetErrorString(status), file, line);
  if (CUDNN_STATUS_CATEGORY(status) == CUDNN_STATUS_NOT_SUPPORTED) throw Unsupported(message);
  throw std::runtime_error(message);
}

Cudnn::Cudnn(CudaQueue& queue) : handle_(create()) {
  WARPMARK_CUDNN_CHECK(cudnnSetStream(get(), queue.stream()));
}

std::string Cudnn::version() {
  const std::size_t version = cudnnGetVersion();  // 91900
  return fmt::format("cuDNN {}.{}.{}", version / 10000, version / 100 % 100, version % 100);
}

cudnnDataType_t cudnn_type(DType dtype) {
  switch (dtype) {
    case DType::fp64: return CUDNN_DATA_DOUBLE;
    case DType::fp32: return CUDNN_DATA_FLOAT;
    case DType::bf16: return CUDNN_DATA_BFLOAT16;
    case DType::fp16: return CUDNN_DATA_HALF;
    default: throw Unsupported("no cuDNN type for " + std::string(name(dtype)));
  }
}

}  // namespace warpmark
