#pragma once

#include "harness/cuda/device.cuh"

namespace warpmark {

constexpr int kNaiveRows = 8;  // of a block, which is a warp wide: neighbours in c are neighbours

/// c[i, j] = sum over l of a[i, l] * b[l, j], an element a thread: every operand is read from
/// memory (or a cache) m or n times.
template <class T>
__global__ void __launch_bounds__(kNaiveRows* kWarp)
    gemm_naive_kernel(const T* a, const T* b, T* c, Index m, Index n, Index k) {
  const Index blocks_across = ceil_div(n, kWarp);
  const Index row = blockIdx.x / blocks_across * kNaiveRows + threadIdx.x / kWarp;
  const Index col = blockIdx.x % blocks_across * kWarp + threadIdx.x % kWarp;
  if (row >= m || col >= n) return;
  Accumulator<T> sum = 0;
  for (Index l = 0; l < k; ++l) sum += widen(a[row * k + l]) * widen(b[l * n + col]);
  c[row * n + col] = narrow<T>(sum);
}

}  // namespace warpmark
