#pragma once

#include "harness/cuda/device.cuh"

namespace warpmark {

// A thread's 32 registers hold four 16-byte vectors on their way: 128 KiB a multiprocessor at full
// occupancy, several times what the latency of HBM asks for.
constexpr int kStreamThreads = 256;
constexpr int kStreamVectors = 4;

// dot has those of two sources on their way, and sums.
constexpr int kDotBlocks = kResidentBlocks / 2;

template <class T>
struct Scale {
  T s;
  __device__ __forceinline__ T operator()(const T (&x)[1]) const { return s * x[0]; }
};

struct Add {
  template <class T>
  __device__ __forceinline__ T operator()(const T (&x)[2]) const {
    return x[0] + x[1];
  }
};

template <class T>
struct Triad {
  T s;
  __device__ __forceinline__ T operator()(const T (&x)[2]) const { return x[0] + s * x[1]; }
};

struct Product {
  template <class T>
  __device__ __forceinline__ T operator()(const T (&x)[2]) const {
    return x[0] * x[1];
  }
};

/// to[i] = op(the elements i of the sources), a whole share a block; what is left after the whole
/// shares is spread over all threads.
template <class T, int kCount, class Op>
__global__ void __launch_bounds__(kStreamThreads, kResidentBlocks)
    map_kernel(Sources<T, kCount> from, T* to, Index n, Op op) {
  constexpr Index kLength = kShare<T, kStreamThreads, kStreamVectors>;
  const Index whole = n / kLength * kLength, begin = blockIdx.x * kLength;
  if (begin < whole) {
    Vec<T, kWidest<T>> x[kStreamVectors][kCount];
    load_share<kStreamThreads>(from, begin, x);
#pragma unroll
    for (int v = 0; v < kStreamVectors; ++v) {
      const Index first = begin + (Index{threadIdx.x} + v * kStreamThreads) * kWidest<T>;
      store_once(to + first, combine(x[v], op));
    }
  }
  const Index thread = Index{blockIdx.x} * kStreamThreads + threadIdx.x;
#pragma unroll 1
  for (Index i = whole + thread; i < n; i += Index{gridDim.x} * kStreamThreads) {
    to[i] = combine_at(from, i, op);
  }
}

/// *result = the sum over i of x[i] * y[i]
template <class T>
__global__ void __launch_bounds__(kStreamThreads, kDotBlocks)
    dot_kernel(Sources<T, 2> from, Index n, GridReduction<T> memory, T* result) {
  grid_sum<kStreamThreads>(thread_sum<kStreamThreads, kStreamVectors>(from, n, Product{}), memory,
                           result);
}

}  // namespace warpmark
