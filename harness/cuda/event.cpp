#include "harness/cuda/event.h"

#include "harness/cuda/check.h"

namespace warpmark {
namespace {

cudaEvent_t create() {
  cudaEvent_t event = nullptr;
  WARPMARK_CUDA_CHECK(cudaEventCreate(&event));
  return event;
}

}  // namespace

Event::Event() : event_(create()) {}

void Event::record(CudaQueue& queue) {
  WARPMARK_CUDA_CHECK(cudaEventRecord(event_.get(), queue.stream()));
}

void Event::wait() const { WARPMARK_CUDA_CHECK(cudaEventSynchronize(event_.get())); }

double Event::seconds_since(const Event& start) const {
  float milliseconds = 0;
  WARPMARK_CUDA_CHECK(cudaEventElapsedTime(&milliseconds, start.event_.get(), event_.get()));
  return 1e-3 * milliseconds;
}

}  // namespace warpmark
