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

/// Rows that one part of a column's sum has.
constexpr Index kRowsOfPart = 512;

/// A thread adds a vector of channels over the rows of one part.
template <class T>
__global__ void __launch_bounds__(kMapThreads)
    column_sum_of_parts(const T* x, Index rows, Index vectors, float* parts) {
  const Index i = global_thread(), part = i / vectors, first = part * kRowsOfPart;
  if (first >= rows) return;
  const Index end = first + kRowsOfPart < rows ? first + kRowsOfPart : rows;
  WideChannels<T> sum = {};
#pragma unroll 4
  for (Index row = first; row < end; ++row) {
    const auto read = wide<T>(load<Channels<T>>(x + (row * vectors + i % vectors) * kWidest<T>));
#pragma unroll
    for (int e = 0; e < kWidest<T>; ++e) sum.at[e] += read.at[e];
  }
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) parts[i * kWidest<T> + e] = sum.at[e];
}

/// A template, so that it may stand in a header.
template <int kThreads>
__global__ void __launch_bounds__(kThreads)
    add_parts(const float* parts, Index count, Index columns, float* sum) {
  const Index column = global_thread();
  if (column >= columns) return;
  float total = 0;
  for (Index part = 0; part < count; ++part) total += parts[part * columns + column];
  sum[column] = total;
}

}  // namespace warpmark::nn
