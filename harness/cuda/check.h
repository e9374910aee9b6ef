#pragma once

#include <cuda_runtime_api.h>

namespace warpmark {

/// Throws std::runtime_error with the call, CUDA's text, file and line; DeviceLost where the error
/// stays for the rest of the process; std::bad_alloc where the device's memory is exhausted.
void check_cuda(cudaError_t status, const char* call, const char* file, int line);

}  // namespace warpmark

/// Every call of the CUDA runtime goes through this, except in destructors, which cannot throw.
#define WARPMARK_CUDA_CHECK(call) ::warpmark::check_cuda((call), #call, __FILE__, __LINE__)
