#pragma once

#include "harness/cuda/device.cuh"

namespace warpmark {

/// exp(x), by way of the processor's power of two.
__device__ __forceinline__ float exponential(float x) { return exp2f(x * 1.44269504f); }
__device__ __forceinline__ double exponential(double x) { return exp(x); }

/// What the threads of a row share: nothing where they are in one warp.
template <class T, int kThreads>
struct SoftmaxMemory {
  BlockReduction<T, kThreads> largest, sum;
};

/// Combines the values of the kThreads that share a row: some lanes of a warp, or the block.
template <int kThreads, class T, class Op>
__device__ __forceinline__ T row_reduce(T value, Op op, BlockReduction<T, kThreads>& memory) {
  if constexpr (kThreads <= kWarp) {
    return warp_reduce<kThreads>(value, op);
  } else {
    return block_reduce(value, op, memory);
  }
}

/// Threads of a block: those of several rows where a row has no more than a warp.
constexpr int softmax_block(int threads_of_row) {
  return threads_of_row <= kWarp ? 4 * kWarp : threads_of_row;
}

/// A thread's part of a row, in registers: kVectors of kLength elements, kThreads vectors apart
/// from `first`. What lies behind the `cols` elements of the row is minus infinity.
template <class T, int kLength, int kVectors, int kThreads>
struct RowInRegisters {
  using Real = Accumulator<T>;

  Index first, cols;
  Real value[kVectors][kLength];

  __device__ __forceinline__ Index column(int v) const { return first + v * kThreads * kLength; }

  __device__ __forceinline__ void read(const T* row) {
    Vec<T, kLength> read[kVectors];
#pragma unroll
    for (int v = 0; v < kVectors; ++v) {
      if (column(v) < cols) read[v] = load_once<Vec<T, kLength>>(row + column(v));
    }
#pragma unroll
    for (int v = 0; v < kVectors; ++v) {
#pragma unroll
      for (int e = 0; e < kLength; ++e) {
        value[v][e] = column(v) < cols ? widen(read[v].at[e]) : -INFINITY;
      }
    }
  }

  __device__ __forceinline__ Real largest() const {
    Real out = -INFINITY;
#pragma unroll
    for (int v = 0; v < kVectors; ++v) {
#pragma unroll
      for (int e = 0; e < kLength; ++e) out = Max{}(out, value[v][e]);
    }
    return out;
  }

  /// Replaces each value by the exponential of its distance to `largest`; returns their sum.
  __device__ __forceinline__ Real exponentiate(Real largest) {
    Real sum = 0;
#pragma unroll
    for (int v = 0; v < kVectors; ++v) {
#pragma unroll
      for (int e = 0; e < kLength; ++e) sum += value[v][e] = exponential(value[v][e] - largest);
    }
    return sum;
  }

  __device__ __forceinline__ void write(T* row, Real scale) const {
#pragma unroll
    for (int v = 0; v < kVectors; ++v) {
      if (column(v) >= cols) continue;
      Vec<T, kLength> written;
#pragma unroll
      for (int e = 0; e < kLength; ++e) written.at[e] = narrow<T>(value[v][e] * scale);
      store_once(row + column(v), written);
    }
  }
};

/// Rows of at most kThreads * kVectors * kLength elements, which stay in registers: each element is
/// read once and written once. kLength divides cols.
template <class T, int kLength, int kVectors, int kThreads>
__global__ void __launch_bounds__(softmax_block(kThreads))
    softmax_in_registers(const T* x, T* y, Index rows, Index cols) {
  using Real = Accumulator<T>;
  auto& memory = shared_memory<SoftmaxMemory<Real, kThreads>>();
  const int thread = static_cast<int>(threadIdx.x);
  const Index row = Index{blockIdx.x} * (softmax_block(kThreads) / kThreads) + thread / kThreads;
  // Threads behind the last row take part in the shuffles of their warp, with a row of no elements.
  RowInRegisters<T, kLength, kVectors, kThreads> part;
  part.first = Index{thread % kThreads} * kLength;
  part.cols = row < rows ? cols : 0;
  part.read(x + row * cols);
  const Real largest = row_reduce<kThreads>(part.largest(), Max{}, memory.largest);
  const Real sum = row_reduce<kThreads>(part.exponentiate(largest), Plus{}, memory.sum);
  part.write(y + row * cols, 1 / sum);
}

/// Rows of any length, a block each: read once for maximum and sum together, which is rescaled
/// whenever the maximum grows, and once more for the result. kLength divides cols.
/// (M. Milakov and N. Gimelshein, Online normalizer calculation for softmax, arXiv:1805.02867.)
template <class T, int kLength, int kThreads>
__global__ void __launch_bounds__(kThreads)
    softmax_streamed(const T* x, T* y, [[maybe_unused]] Index rows, Index cols) {
  using Real = Accumulator<T>;
  using Vector = Vec<T, kLength>;
  auto& memory = shared_memory<SoftmaxMemory<Real, kThreads>>();
  const T* const from = x + blockIdx.x * cols;
  const Index first = Index{threadIdx.x} * kLength, step = kThreads * kLength;

  Real mine = -INFINITY, sum = 0;
#pragma unroll 4
  for (Index col = first; col < cols; col += step) {
    const auto read = load<Vector>(from + col);
    Real largest = mine;
#pragma unroll
    for (int e = 0; e < kLength; ++e) largest = Max{}(largest, widen(read.at[e]));
    sum *= exponential(mine - largest);
    mine = largest;
#pragma unroll
    for (int e = 0; e < kLength; ++e) sum += exponential(widen(read.at[e]) - largest);
  }
  const Real largest = block_reduce(mine, Max{}, memory.largest);
  sum *= exponential(mine - largest);
  const Real scale = 1 / block_reduce(sum, Plus{}, memory.sum);
#pragma unroll 4
  for (Index col = first; col < cols; col += step) {
    const auto read = load<Vector>(from + col);
    Vector written;
#pragma unroll
    for (int e = 0; e < kLength; ++e) {
      written.at[e] = narrow<T>(exponential(widen(read.at[e]) - largest) * scale);
    }
    store_once(y + blockIdx.x * cols + col, written);
  }
}

}  // namespace warpmark
