#include "harness/cuda/spin.h"

#include "harness/cuda/check.h"
#include "harness/cuda/device.cuh"
#include "harness/error.h"

#include <atomic>
#include <string>

namespace warpmark {

struct SpinGate::Flags {
  int open;
  int timed_out;
};

namespace {

/// One thread.
__global__ void spin_kernel(volatile int* open, volatile int* timed_out,
                            unsigned long long patience_ns) {
  const unsigned long long start = global_nanoseconds();
  while (*open == 0) {
    if (global_nanoseconds() - start < patience_ns) continue;
    *timed_out = 1;
    __threadfence_system();
    return;
  }
}

/// A flag that host and device share.
std::atomic_ref<int> shared(int& flag) { return std::atomic_ref<int>(flag); }

}  // namespace

SpinGate::SpinGate(CudaQueue& queue, double patience_s)
    : queue_(queue), patience_ns_(static_cast<unsigned long long>(1e9 * patience_s)) {
  void* memory = nullptr;
  WARPMARK_CUDA_CHECK(cudaHostAlloc(&memory, sizeof(Flags), cudaHostAllocMapped));
  flags_.reset(new (memory) Flags{1, 0});
  enqueue();  // loads the kernel while nothing waits behind it
  queue_.wait();
}

SpinGate::~SpinGate() { open(); }

void SpinGate::Free::operator()(Flags* flags) const { cudaFreeHost(flags); }

void SpinGate::close() {
  shared(flags_->open) = 0;
  shared(flags_->timed_out) = 0;
  enqueue();
}

void SpinGate::enqueue() {
  void* device = nullptr;
  WARPMARK_CUDA_CHECK(cudaHostGetDevicePointer(&device, flags_.get(), 0));
  auto* flags = static_cast<Flags*>(device);
  launch(queue_, dim3(1), dim3(1), spin_kernel, &flags->open, &flags->timed_out, patience_ns_);
}

void SpinGate::open() { shared(flags_->open) = 1; }

bool SpinGate::timed_out() const { return shared(flags_->timed_out) != 0; }

void require_code_for(const CudaQueue& queue) {
  cudaFuncAttributes attributes;
  const cudaError_t status = cudaFuncGetAttributes(&attributes, spin_kernel);
  if (status == cudaErrorNoKernelImageForDevice || status == cudaErrorInvalidDeviceFunction) {
    cudaGetLastError();
    cudaDeviceProp properties;
    WARPMARK_CUDA_CHECK(cudaGetDeviceProperties(&properties, queue.ordinal()));
    throw Unsupported("this program was not built for compute capability " +
                      std::to_string(properties.major) + '.' + std::to_string(properties.minor));
  }
  WARPMARK_CUDA_CHECK(status);
}

}  // namespace warpmark
