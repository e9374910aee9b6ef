#pragma once

#include "harness/cuda/device.cuh"

namespace warpmark {

constexpr int kCeilingThreads = 256;
constexpr int kReadVectors =
    8;  // of 16 bytes, a lane's part of a segment: all on their way at once
constexpr int kWriteVectors = 4;  // a thread's
constexpr int kFmaVectors =
    4;  // a thread's sums: 8 to 16 chains, each step independent of the last

/// The elements of fp32 that a warp sums up.
constexpr int kWarpSegment = kReadVectors * kWarp * kWidest<float>;

/// y[w] = the sum of segment w mod `segments` of x, one a warp; read from the L2 cache or from
/// beyond.
template <class T>
__global__ void __launch_bounds__(kCeilingThreads)
    read_kernel(const T* x, T* y, unsigned int segments, unsigned int sums) {
  using Vector = Vec<T, kWidest<T>>;
  const unsigned int warp = (blockIdx.x * kCeilingThreads + threadIdx.x) / kWarp;
  const unsigned int lane = threadIdx.x % kWarp;
  if (warp >= sums) return;
  const T* from = x + Index{warp % segments} * kWarpSegment + lane * kWidest<T>;
  Vector part[kReadVectors];
#pragma unroll
  for (int v = 0; v < kReadVectors; ++v) {
    part[v] = load_past_l1<Vector>(from + v * kWarp * kWidest<T>);
  }
  T sum = 0;
#pragma unroll
  for (int v = 0; v < kReadVectors; ++v) {
#pragma unroll
    for (int e = 0; e < kWidest<T>; ++e) sum += part[v].at[e];
  }
  sum = warp_reduce(sum, Plus{});
  if (lane == 0) y[warp] = sum;
}

template <class T>
struct ScaledSum {
  T s;
  __device__ __forceinline__ T operator()(const T (&x)[2]) const { return x[0] + s * x[1]; }
};

/// y[i] = op(element i of the sources) for as many vectors of 16 bytes.
template <class T, int kCount, class Op>
__global__ void __launch_bounds__(kCeilingThreads)
    write_kernel(Sources<T, kCount> from, T* y, Index vectors, Op op) {
  using Vector = Vec<T, kWidest<T>>;
  const Index first = Index{blockIdx.x} * kWriteVectors * kCeilingThreads + threadIdx.x;
  Vector x[kWriteVectors][kCount];
#pragma unroll
  for (int s = 0; s < kCount; ++s) {
#pragma unroll
    for (int v = 0; v < kWriteVectors; ++v) {
      const Index i = first + v * kCeilingThreads;
      if (i < vectors) x[v][s] = load_once<Vector>(from.array[s] + i * kWidest<T>);
    }
  }
#pragma unroll
  for (int v = 0; v < kWriteVectors; ++v) {
    const Index i = first + v * kCeilingThreads;
    if (i < vectors) store_once(y + i * kWidest<T>, combine(x[v], op));
  }
}

/// What an instruction adds to: an element, or two of 16 bits.
template <class T>
struct FmaUnit {
  using Type = T;
  static __device__ __forceinline__ T all(T value) { return value; }
  static __device__ __forceinline__ float step(float a, float b, float c) { return fmaf(a, b, c); }
  static __device__ __forceinline__ double step(double a, double b, double c) {
    return fma(a, b, c);
  }
};
template <>
struct FmaUnit<Fp16> {
  using Type = std::uint32_t;
  static __device__ __forceinline__ Type all(Fp16 value) { return value.bits * 0x10001u; }
  static __device__ __forceinline__ Type step(Type a, Type b, Type c) {
    return multiply_add_pair<Fp16>(a, b, c);
  }
};

/// y = x, then `steps` times y += a b, for as many vectors of 16 bytes.
template <class T>
__global__ void __launch_bounds__(kCeilingThreads)
    fma_kernel(const T* x, const T* a, const T* b, T* y, Index vectors, int steps) {
  using Unit = typename FmaUnit<T>::Type;
  using Vector = Vec<Unit, kWidest<Unit>>;
  const Index first = Index{blockIdx.x} * kFmaVectors * kCeilingThreads + threadIdx.x;
  const Unit all_a = FmaUnit<T>::all(*a), all_b = FmaUnit<T>::all(*b);
  Vector sum[kFmaVectors] = {};
#pragma unroll
  for (int v = 0; v < kFmaVectors; ++v) {
    const Index i = first + v * kCeilingThreads;
    if (i < vectors) sum[v] = load_once<Vector>(x + i * kWidest<T>);
  }
#pragma unroll 8
  for (int step = 0; step < steps; ++step) {
#pragma unroll
    for (int v = 0; v < kFmaVectors; ++v) {
#pragma unroll
      for (int e = 0; e < kWidest<Unit>; ++e) {
        sum[v].at[e] = FmaUnit<T>::step(all_a, all_b, sum[v].at[e]);
      }
    }
  }
#pragma unroll
  for (int v = 0; v < kFmaVectors; ++v) {
    const Index i = first + v * kCeilingThreads;
    if (i < vectors) store_once(y + i * kWidest<T>, sum[v]);
  }
}

/// The least that a launch can do and be seen to have done: one thread writes one number.
template <class T>
__global__ void launch_kernel(T* y) {
  *y = 1;
}

}  // namespace warpmark
