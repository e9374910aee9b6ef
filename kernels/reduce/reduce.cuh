#pragma once

#include "harness/cuda/device.cuh"

namespace warpmark {

constexpr int kReduceThreads = 256;
constexpr int kReduceVectors = 8;

/// *result = the sum over i of x[i]
template <class T>
__global__ void __launch_bounds__(kReduceThreads, kResidentBlocks)
    reduce_kernel(Sources<T, 1> from, Index n, GridReduction<T> memory, T* result) {
  grid_sum<kReduceThreads>(thread_sum<kReduceThreads, kReduceVectors>(from, n, Identity{}), memory,
                           result);
}

}  // namespace warpmark
