#pragma once

#include "models/backends/cuda/maps.cuh"

namespace warpmark::nn {

struct ReluOf {
  __device__ __forceinline__ float operator()(const float (&x)[1]) const {
    return x[0] <= 0 ? 0 : x[0];  // a NaN stays one
  }
};
/// Of y, dy.
struct ReluGradient {
  __device__ __forceinline__ float operator()(const float (&x)[2]) const {
    return x[0] > 0 ? x[1] : 0;
  }
};
struct SumOf {
  __device__ __forceinline__ float operator()(const float (&x)[2]) const { return x[0] + x[1]; }
};

/// to[i] = op(element i of each source), a vector a thread.
template <class T, int kCount, class Op>
__global__ void __launch_bounds__(kMapThreads)
    pointwise(Sources<T, kCount> from, Index vectors, Op op, T* to) {
  const Index i = global_thread();
  if (i >= vectors) return;
  WideChannels<T> read[kCount], out;
#pragma unroll
  for (int s = 0; s < kCount; ++s) {
    read[s] = wide<T>(load<Channels<T>>(from.array[s] + i * kWidest<T>));
  }
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) {
    float x[kCount];
#pragma unroll
    for (int s = 0; s < kCount; ++s) x[s] = read[s].at[e];
    out.at[e] = op(x);
  }
  store(to + i * kWidest<T>, narrowed<T>(out));
}

// The sums of a matrix's columns: blocks add parts of its rows, and a warp what the parts have of a
// column. Few rows are one part.

constexpr Index kRowsAtOnce = 1024, kRowsOfPart = 256, kMostParts = 256;

/// Vectors of a row that a block adds: as many as keep most of its threads busy where a row has
/// few.
constexpr int kVectorsOfBlock = 4;
constexpr int kColumnWarps = kMapThreads / kWarp;

template <class T>
struct ColumnSums {
  float of_warp[kColumnWarps][kVectorsOfBlock * kWidest<T>];
};

/// A thread's part of the sum of a vector over the rows before `end`.
template <class T>
__device__ __forceinline__ WideChannels<T> sum_rows(const T* x, Index first, Index end,
                                                    Index vectors, Index vector) {
  constexpr int kHeld = 4, kApart = kMapThreads / kVectorsOfBlock;
  WideChannels<T> sum = {};
  for (Index row = first + threadIdx.x / kVectorsOfBlock; row < end; row += kHeld * kApart) {
    Channels<T> read[kHeld] = {};
#pragma unroll
    for (int h = 0; h < kHeld; ++h) {
      const Index at = row + h * kApart;
      if (at < end) read[h] = load<Channels<T>>(x + (at * vectors + vector) * kWidest<T>);
    }
#pragma unroll
    for (int h = 0; h < kHeld; ++h) {
#pragma unroll
      for (int e = 0; e < kWidest<T>; ++e) sum.at[e] += widen(read[h].at[e]);
    }
  }
  return sum;
}

/// Block (x, y) adds its vectors over part y of the rows: parts (stored, gridDim.y).
template <class T>
__global__ void __launch_bounds__(kMapThreads)
    column_sum_of_parts(const T* x, Index rows, Index rows_of_part, Index vectors, float* parts) {
  constexpr int kColumns = kVectorsOfBlock * kWidest<T>;
  const int thread = static_cast<int>(threadIdx.x), lane = thread % kWarp;
  const Index vector = Index{blockIdx.x} * kVectorsOfBlock + thread % kVectorsOfBlock;
  const Index first = blockIdx.y * rows_of_part, behind = first + rows_of_part;
  WideChannels<T> sum = {};
  if (vector < vectors) sum = sum_rows(x, first, behind < rows ? behind : rows, vectors, vector);
  auto& shared = shared_memory<ColumnSums<T>>();
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) {
    const float of_warp = warp_reduce<kWarp, kVectorsOfBlock>(sum.at[e], Plus{});
    if (lane < kVectorsOfBlock) shared.of_warp[thread / kWarp][lane * kWidest<T> + e] = of_warp;
  }
  __syncthreads();
  const Index column = Index{blockIdx.x} * kColumns + thread;
  if (thread >= kColumns || column >= vectors * kWidest<T>) return;
  float total = 0;
#pragma unroll
  for (const auto& of_warp : shared.of_warp) total += of_warp[thread];
  parts[column * gridDim.y + blockIdx.y] = total;
}

/// A warp adds the parts of a column, at most kMostParts: parts (columns, count). A template, so
/// that it may stand in a header.
template <int kThreads>
__global__ void __launch_bounds__(kThreads)
    add_parts(const float* parts, Index count, Index columns, float* sum) {
  const Index column = global_thread() / kWarp;
  if (column >= columns) return;
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  float total = 0;
#pragma unroll
  for (Index first = 0; first < kMostParts; first += kWarp) {
    if (first + lane < count) total += parts[column * count + first + lane];
  }
  total = warp_reduce(total, Plus{});
  if (lane == 0) sum[column] = total;
}

}  // namespace warpmark::nn
