#pragma once

#include "harness/cuda/device.cuh"
#include "harness/cuda/vector.cuh"

namespace warpmark {

struct Plus {
  template <class T>
  __device__ __forceinline__ T operator()(T a, T b) const {
    return a + b;
  }
};

struct Max {
  __device__ __forceinline__ float operator()(float a, float b) const { return fmaxf(a, b); }
  __device__ __forceinline__ double operator()(double a, double b) const { return fmax(a, b); }
};

/// Combines the values of a warp's lanes, always in the same order; every lane gets the result.
/// Of kLanes neighbours, every kApart-th is combined.
template <int kLanes = kWarp, int kApart = 1, class T, class Op>
__device__ __forceinline__ T warp_reduce(T value, Op op) {
#pragma unroll
  for (int distance = kLanes / 2; distance >= kApart; distance /= 2) {
    value = op(value, __shfl_xor_sync(0xffffffffu, value, distance));
  }
  return value;
}

/// What block_reduce keeps in shared memory.
template <class T, int kThreads>
struct BlockReduction {
  T of_warp[(kThreads + kWarp - 1) / kWarp];
};

/// Combines the values of a block of kThreads, a power of two; every thread gets the result. Uses
/// `memory` once: a second reduction needs its own, or a barrier between.
template <int kThreads, class T, class Op>
__device__ __forceinline__ T block_reduce(T value, Op op, BlockReduction<T, kThreads>& memory) {
  constexpr int kWarps = kThreads / kWarp;
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  value = warp_reduce(value, op);
  if (lane == 0) memory.of_warp[threadIdx.x / kWarp] = value;
  __syncthreads();
  return warp_reduce<kWarps>(memory.of_warp[lane % kWarps], op);
}

/// One thread's part of the sum of term(x) over n elements. Every gridDim.x-th share is a block's;
/// what is left after the whole shares is spread over all threads.
template <int kThreads, int kVectors, class T, int kCount, class Term>
__device__ __forceinline__ T thread_sum(const Sources<T, kCount>& from, Index n, Term term) {
  constexpr Index kLength = kShare<T, kThreads, kVectors>;
  Vec<T, kWidest<T>> sum = {};
  const Index whole = n / kLength * kLength;
  for (Index begin = blockIdx.x * kLength; begin < whole; begin += gridDim.x * kLength) {
    Vec<T, kWidest<T>> x[kVectors][kCount];
    load_share<kThreads>(from, begin, x);
#pragma unroll
    for (int v = 0; v < kVectors; ++v) {
      const auto terms = combine(x[v], term);
#pragma unroll
      for (int e = 0; e < kWidest<T>; ++e) sum.at[e] += terms.at[e];
    }
  }
  T total = 0;
  const Index thread = Index{blockIdx.x} * kThreads + threadIdx.x;
#pragma unroll 1
  for (Index i = whole + thread; i < n; i += Index{gridDim.x} * kThreads) {
    total += combine_at(from, i, term);
  }
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) total += sum.at[e];
  return total;
}

/// What grid_sum needs in global memory: zeros in `arrived` before the first launch.
template <class T>
struct GridReduction {
  T* of_block;            // one a block
  unsigned int* arrived;  // how many blocks have written theirs; back at zero after each launch
};

template <class T, int kThreads>
struct GridSumMemory {
  BlockReduction<T, kThreads> of_block, of_grid;
  bool last;
};

/// Adds the values of all threads of a grid into *result. The block that arrives last adds the
/// blocks' sums, in the order of the blocks: the result does not depend on which one that is.
template <int kThreads, class T>
__device__ __forceinline__ void grid_sum(T value, const GridReduction<T>& memory, T* result) {
  auto& shared = shared_memory<GridSumMemory<T, kThreads>>();
  value = block_reduce<kThreads>(value, Plus{}, shared.of_block);
  if (threadIdx.x == 0) {
    memory.of_block[blockIdx.x] = value;
    __threadfence();  // the sum is visible before its arrival
    shared.last = atomicInc(memory.arrived, gridDim.x - 1) == gridDim.x - 1;
    __threadfence();  // and all sums are, once all have arrived
  }
  __syncthreads();
  if (!shared.last) return;
  T total = 0;
  for (unsigned int b = threadIdx.x; b < gridDim.x; b += kThreads) {
    total += load_past_l1<T>(memory.of_block + b);
  }
  total = block_reduce<kThreads>(total, Plus{}, shared.of_grid);
  if (threadIdx.x == 0) *result = total;
}

}  // namespace warpmark
