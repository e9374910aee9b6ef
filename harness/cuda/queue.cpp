#include "harness/cuda/queue.h"

#include "harness/cuda/check.h"

#include <stdexcept>

namespace warpmark {

CudaQueue::CudaQueue(int ordinal) : ordinal_(ordinal) {
  WARPMARK_CUDA_CHECK(cudaSetDevice(ordinal));
  WARPMARK_CUDA_CHECK(
      cudaDeviceGetAttribute(&multiprocessors_, cudaDevAttrMultiProcessorCount, ordinal));
  WARPMARK_CUDA_CHECK(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking));
}

CudaQueue::~CudaQueue() { cudaStreamDestroy(stream_); }

void CudaQueue::wait() { WARPMARK_CUDA_CHECK(cudaStreamSynchronize(stream_)); }

CudaQueue& cuda_queue(Queue& queue) {
  if (auto* found = dynamic_cast<CudaQueue*>(&queue)) return *found;
  throw std::invalid_argument("a GPU workload needs a queue of a GPU");
}

}  // namespace warpmark
