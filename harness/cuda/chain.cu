#include "harness/cuda/chain.h"

#include "harness/cuda/device.cuh"

#include <algorithm>

namespace warpmark {
namespace {

constexpr Index kLineWords = 32;  // a line of the L2 cache
constexpr Index kMostLoads = 4096;

/// One thread. All words are zeros, but what is read decides where the next load goes.
__global__ void chain_kernel(const std::uint32_t* words, Index loads, Index stride,
                             std::uint32_t* last) {
  Index at = 0;
  std::uint32_t read = 0;
  for (Index i = 0; i < loads; ++i, at += stride) {
    read = load_past_l1<std::uint32_t>(words + at + read);
  }
  *last = read;
}

}  // namespace

LoadChain::LoadChain(CudaQueue& queue, std::size_t bytes)
    : queue_(queue), words_(queue, bytes), last_(queue, sizeof(std::uint32_t)) {
  set_bytes(queue, words_.data(), 0, bytes);
}

void LoadChain::run() {
  const Index lines = static_cast<Index>(words_.bytes() / sizeof(std::uint32_t)) / kLineWords;
  const Index loads = std::min(lines, kMostLoads);
  launch(queue_, dim3(1), dim3(1), chain_kernel, words_.as<const std::uint32_t>(), loads,
         loads > 0 ? lines / loads * kLineWords : 0, last_.as<std::uint32_t>());
}

}  // namespace warpmark
