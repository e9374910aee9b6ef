#include "harness/cuda/check.h"

#include "harness/error.h"

#include <fmt/format.h>

#include <new>
#include <stdexcept>
#include <string>

namespace warpmark {

namespace {

/// After these, CUDA says, any further work returns the same error, and the process must be
/// terminated to use CUDA again (driver_types.h, CUDA 13.0); and those of the hardware.
bool is_lasting(cudaError_t status) {
  switch (status) {
    case cudaErrorECCUncorrectable:
    case cudaErrorNvlinkUncorrectable:
    case cudaErrorContained:
    case cudaErrorIllegalAddress:
    case cudaErrorLaunchTimeout:
    case cudaErrorAssert:
    case cudaErrorHardwareStackError:
    case cudaErrorIllegalInstruction:
    case cudaErrorMisalignedAddress:
    case cudaErrorInvalidAddressSpace:
    case cudaErrorInvalidPc:
    case cudaErrorLaunchFailure:
    case cudaErrorTensorMemoryLeak:
    case cudaErrorMpsClientTerminated:
    case cudaErrorExternalDevice: return true;
    default: return false;
  }
}

}  // namespace

void check_cuda(cudaError_t status, const char* call, const char* file, int line) {
  if (status == cudaSuccess) return;
  cudaGetLastError();  // an error that is not sticky must not be found again by the next check
  if (status == cudaErrorMemoryAllocation) throw std::bad_alloc();
  const std::string message = fmt::format("{}: {} ({}), {}:{}", call, cudaGetErrorString(status),
                                          cudaGetErrorName(status), file, line);
  if (is_lasting(status)) throw DeviceLost(message);
  throw std::runtime_error(message);
}

}  // namespace warpmark
