#pragma once

#include "harness/cuda/device.cuh"

namespace warpmark {

constexpr int kWarp = 32;

/// Blocks of 256 threads that fill a multiprocessor, where a thread has at most 32 registers.
constexpr int kResidentBlocks = 8;

constexpr int kWidestBytes = 16;  // of a memory instruction

/// kLength neighbours that memory instructions move together.
template <class T, int kLength>
struct alignas(sizeof(T) * kLength < kWidestBytes ? sizeof(T) * kLength : kWidestBytes) Vec {
  T at[kLength];
};

/// As many as one memory instruction moves.
template <class T>
inline constexpr int kWidest = kWidestBytes / static_cast<int>(sizeof(T));

__host__ __device__ constexpr Index ceil_div(Index n, Index by) { return (n + by - 1) / by; }

/// Arrays of n elements each that are read together, element by element.
template <class T, int kCount>
struct Sources {
  const T* array[kCount];
};

/// The op of one source that leaves it as it is.
struct Identity {
  template <class T>
  __device__ __forceinline__ T operator()(const T (&x)[1]) const {
    return x[0];
  }
};

/// op(x), where x[s] is element i of source s.
template <class T, int kCount, class Op>
__device__ __forceinline__ T combine_at(const Sources<T, kCount>& from, Index i, Op op) {
  T x[kCount];
#pragma unroll
  for (int s = 0; s < kCount; ++s) x[s] = from.array[s][i];
  return op(x);
}

/// The same for every element of vectors from each source.
template <class T, int kLength, int kCount, class Op>
__device__ __forceinline__ Vec<T, kLength> combine(const Vec<T, kLength> (&from)[kCount], Op op) {
  Vec<T, kLength> out;
#pragma unroll
  for (int e = 0; e < kLength; ++e) {
    T x[kCount];
#pragma unroll
    for (int s = 0; s < kCount; ++s) x[s] = from[s].at[e];
    out.at[e] = op(x);
  }
  return out;
}

/// How many elements of each source a block reads together: its share.
template <class T, int kThreads, int kVectors>
inline constexpr Index kShare = Index{kThreads} * kVectors* kWidest<T>;

/// A thread's part of the share that begins at element `begin`: vectors kThreads apart, all
/// requested before the first is needed.
template <int kThreads, int kVectors, class T, int kCount>
__device__ __forceinline__ void load_share(const Sources<T, kCount>& from, Index begin,
                                           Vec<T, kWidest<T>> (&x)[kVectors][kCount]) {
  const Index first = begin + Index{threadIdx.x} * kWidest<T>;
#pragma unroll
  for (int s = 0; s < kCount; ++s) {
#pragma unroll
    for (int v = 0; v < kVectors; ++v) {
      x[v][s] = load_once<Vec<T, kWidest<T>>>(from.array[s] + first + v * kThreads * kWidest<T>);
    }
  }
}

}  // namespace warpmark
