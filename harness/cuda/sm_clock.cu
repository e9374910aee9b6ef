#include "harness/cuda/sm_clock.h"

#include "harness/cuda/check.h"
#include "harness/cuda/delay.h"
#include "harness/cuda/device.cuh"

#include <algorithm>
#include <vector>

namespace warpmark {

/// Both zero: not written.
struct alignas(16) SmStamp {
  unsigned long long nanoseconds, cycles;
};

namespace {

constexpr int kFewestSteps = 100;

/// One thread a block, as many blocks as multiprocessors: each writes at its own number.
__global__ void stamp_kernel(SmStamp* stamps, unsigned int count) {
  const unsigned int sm = sm_index();
  if (sm >= count) return;
  const unsigned long long arrival = global_nanoseconds();
  unsigned long long nanoseconds = arrival;
  while (nanoseconds == arrival) nanoseconds = global_nanoseconds();  // until it moves
  stamps[sm] = SmStamp{nanoseconds, sm_cycles()};
}

void* mapped_memory(std::size_t bytes) {
  void* memory = nullptr;
  WARPMARK_CUDA_CHECK(cudaHostAlloc(&memory, bytes, cudaHostAllocMapped));
  return memory;
}

template <class T>
T* device_address(T* host) {
  void* device = nullptr;
  WARPMARK_CUDA_CHECK(cudaHostGetDevicePointer(&device, host, 0));
  return static_cast<T*>(device);
}

}  // namespace

SmClock::SmClock(CudaQueue& queue)
    : queue_(queue),
      count_(static_cast<unsigned int>(queue.multiprocessors())),
      stamps_(static_cast<SmStamp*>(mapped_memory(2 * count_ * sizeof(SmStamp)))),
      step_ns_(1e9 * global_clock_step(queue)) {
  begin();  // loads the kernel, which behind a spinning one is not possible
  queue_.wait();
}

void SmClock::Free::operator()(SmStamp* stamps) const { cudaFreeHost(stamps); }

void SmClock::enqueue(SmStamp* stamps) {
  launch(queue_, dim3(count_), dim3(1), stamp_kernel, device_address(stamps), count_);
}

void SmClock::begin() {
  std::fill_n(stamps_.get(), 2 * count_, SmStamp{});
  enqueue(stamps_.get());
}

void SmClock::end() { enqueue(stamps_.get() + count_); }

double SmClock::hz() const {
  std::vector<double> clocks;
  for (const SmStamp *before = stamps_.get(), *after = before + count_;
       before < stamps_.get() + count_; ++before, ++after) {
    if (before->nanoseconds == 0 || after->nanoseconds == 0) continue;
    const auto nanoseconds = static_cast<double>(after->nanoseconds - before->nanoseconds);
    if (nanoseconds < kFewestSteps * step_ns_) continue;
    clocks.push_back(1e9 * static_cast<double>(after->cycles - before->cycles) / nanoseconds);
  }
  if (clocks.empty()) return 0;
  const auto middle = clocks.begin() + static_cast<std::ptrdiff_t>(clocks.size() / 2);
  std::nth_element(clocks.begin(), middle, clocks.end());
  return *middle;
}

}  // namespace warpmark
