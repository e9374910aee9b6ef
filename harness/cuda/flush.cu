#include "harness/cuda/flush.h"

#include "harness/cuda/check.h"
#include "harness/cuda/device.cuh"

#include <algorithm>

namespace warpmark {
namespace {

constexpr int kFlushThreads = 256;
constexpr int kFlushVectors = 4;
constexpr Index kFlushShare =
    Index{kFlushThreads} * kFlushVectors * 4;  // words a block reads at a time

/// Reads all words, which are zeros; what would be written if they were not keeps the reads alive.
/// Ordinary loads: those that are the first to leave the cache would leave the old lines there.
__global__ void __launch_bounds__(kFlushThreads) read_kernel(std::uint32_t* words, Index count) {
  using Vector = Vec<std::uint32_t, 4>;
  std::uint32_t seen = 0;
  for (Index begin = blockIdx.x * kFlushShare; begin < count; begin += gridDim.x * kFlushShare) {
#pragma unroll
    for (int v = 0; v < kFlushVectors; ++v) {
      const auto read = load<Vector>(words + begin + (v * kFlushThreads + threadIdx.x) * 4);
      seen |= read.at[0] | read.at[1] | read.at[2] | read.at[3];
    }
  }
  if (seen != 0) *words = seen;
}

int attribute(cudaDeviceAttr which, const CudaQueue& queue) {
  int value = 0;
  WARPMARK_CUDA_CHECK(cudaDeviceGetAttribute(&value, which, queue.ordinal()));
  return value;
}

/// Whole shares of a block, at least one.
Index words_to_read(const CudaQueue& queue) {
  const Index l2_words = attribute(cudaDevAttrL2CacheSize, queue) / Index{sizeof(std::uint32_t)};
  return std::max(Index{1}, ceil_div(4 * l2_words, kFlushShare)) * kFlushShare;
}

}  // namespace

CacheFlush::CacheFlush(CudaQueue& queue) : queue_(queue), words_(words_to_read(queue)) {
  void* memory = nullptr;
  const auto bytes = static_cast<std::size_t>(words_) * sizeof(std::uint32_t);
  WARPMARK_CUDA_CHECK(cudaMalloc(&memory, bytes));
  memory_.reset(static_cast<std::uint32_t*>(memory));
  WARPMARK_CUDA_CHECK(cudaMemsetAsync(memory, 0, bytes, queue.stream()));
  lines_may_persist_ = attribute(cudaDevAttrMaxPersistingL2CacheSize, queue) > 0;
}

void CacheFlush::Free::operator()(std::uint32_t* memory) const { cudaFree(memory); }

void CacheFlush::run() {
  if (lines_may_persist_) WARPMARK_CUDA_CHECK(cudaCtxResetPersistingL2Cache());
  launch(queue_, dim3(static_cast<unsigned>(8 * queue_.multiprocessors())), dim3(kFlushThreads),
         read_kernel, memory_.get(), words_);
}

}  // namespace warpmark
