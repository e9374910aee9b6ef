#include "harness/cuda/check.h"

#include <fmt/format.h>

#include <new>
#include <stdexcept>

namespace warpmark {

void check_cuda(cudaError_t status, const char* call, const char* file, int line) {
  if (status == cudaSuccess) return;
  cudaGetLastError();  // an error that is not sticky must not be found again by the next check
  if (status == cudaErrorMemoryAllocation) throw std::bad_alloc();
  throw std::runtime_error(fmt::format("{}: {} ({}), {}:{}", call, cudaGetErrorString(status),
                                       cudaGetErrorName(status), file, line));
}

}  // namespace warpmark
