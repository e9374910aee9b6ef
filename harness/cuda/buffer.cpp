#include "harness/cuda/buffer.h"

#include "harness/cuda/check.h"
#include "harness/numa.h"

namespace warpmark {
namespace {

/// The one whose memory is nearest to the current GPU; negative: there are none.
int nearest_node() {
  int device = 0, node = -1;
  WARPMARK_CUDA_CHECK(cudaGetDevice(&device));
  WARPMARK_CUDA_CHECK(cudaDeviceGetAttribute(&node, cudaDevAttrHostNumaId, device));
  return node;
}

}  // namespace

DeviceBuffer::DeviceBuffer(CudaQueue& queue, std::size_t bytes) : bytes_(bytes) {
  if (bytes == 0) return;  // CUDA does not say what it makes of that
  void* memory = nullptr;
  WARPMARK_CUDA_CHECK(cudaMallocAsync(&memory, bytes, queue.stream()));
  memory_ = {static_cast<std::byte*>(memory), Free{queue.stream()}};
}

void DeviceBuffer::Free::operator()(std::byte* memory) const { cudaFreeAsync(memory, stream); }

PinnedBuffer::PinnedBuffer(std::size_t bytes) : bytes_(bytes) {
  const PreferredNode near_the_gpu(nearest_node());
  void* memory = nullptr;
  WARPMARK_CUDA_CHECK(cudaHostAlloc(&memory, bytes, cudaHostAllocDefault));
  memory_.reset(static_cast<std::byte*>(memory));
}

void PinnedBuffer::Free::operator()(std::byte* memory) const { cudaFreeHost(memory); }

void copy_to_device(CudaQueue& queue, std::byte* to, const std::byte* from, std::size_t bytes) {
  WARPMARK_CUDA_CHECK(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, queue.stream()));
}

void copy_to_host(CudaQueue& queue, std::byte* to, const std::byte* from, std::size_t bytes) {
  WARPMARK_CUDA_CHECK(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, queue.stream()));
}

void copy_on_device(CudaQueue& queue, std::byte* to, const std::byte* from, std::size_t bytes) {
  WARPMARK_CUDA_CHECK(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, queue.stream()));
}

void set_bytes(CudaQueue& queue, std::byte* to, unsigned char value, std::size_t bytes) {
  WARPMARK_CUDA_CHECK(cudaMemsetAsync(to, value, bytes, queue.stream()));
}

}  // namespace warpmark
