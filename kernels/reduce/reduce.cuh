#pragma once

#include "harness/cuda/device.cuh"

namespace warpmark {

constexpr int kReduceThreads = 256;
// Eight vectors of 16 bytes on their way take 32 registers for themselves: half as many threads,
// with twice the loads of each, keep as much on its way, and an array too small for all of them
// more.
constexpr int kReduceVectors = 8;
constexpr int kReduceBlocks = kResidentBlocks / 2;

/// *result = the sum over i of x[i]
template <class T>
__global__ void __launch_bounds__(kReduceThreads, kReduceBlocks)
    reduce_kernel(Sources<T, 1> from, Index n, GridReduction<T> memory, T* result) {
  grid_sum<kReduceThreads>(thread_sum<kReduceThreads, kReduceVectors>(from, n, Identity{}), memory,
                           result);
}

}  // namespace warpmark
