#pragma once

#include "harness/cuda/device.cuh"

namespace warpmark {

constexpr int kScanThreads = 256;

/// Counts the elements whose bits without the sign exceed those of infinity: the NaNs.
template <class Bits>
__global__ void __launch_bounds__(kScanThreads)
    count_nan_kernel(const Bits* data, Index n, Bits infinity, unsigned long long* found) {
  constexpr Bits kMagnitude = static_cast<Bits>(~Bits{0}) >> 1;
  unsigned long long mine = 0;
  for (Index i = Index{blockIdx.x} * kScanThreads + threadIdx.x; i < n;
       i += Index{gridDim.x} * kScanThreads) {
    mine += static_cast<Bits>(data[i] & kMagnitude) > infinity ? 1 : 0;
  }
  if (mine != 0) atomicAdd(found, mine);
}

}  // namespace warpmark
