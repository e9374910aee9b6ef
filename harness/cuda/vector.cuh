#pragma once

#include "harness/cuda/device.cuh"

namespace warpmark {

constexpr int kWarp = 32;

/// kLength neighbours that memory instructions move together.
template <class T, int kLength>
struct alignas(sizeof(T) * kLength) Vec {
  T at[kLength];
};

/// As many as the widest memory instruction moves: 16 bytes.
template <class T>
inline constexpr int kWidest = 16 / static_cast<int>(sizeof(T));

__host__ __device__ constexpr Index ceil_div(Index n, Index by) { return (n + by - 1) / by; }

/// Arrays of n elements each that are read together, element by element.
template <class T, int kCount>
struct Sources {
  const T* array[kCount];
};

/// Terms of one element each: term(x) is given x[s], the element of source s.
template <class T, int kCount, class Term>
__device__ __forceinline__ auto term_at(const Sources<T, kCount>& from, Index i, Term term) {
  T x[kCount];
#pragma unroll
  for (int s = 0; s < kCount; ++s) x[s] = from.array[s][i];
  return term(x);
}

/// The widest vectors of a block's share, one thread's: kVectors of each source, kThreads apart,
/// all requested before the first is needed. Beyond `vectors` they are zero.
template <int kThreads, int kVectors, class T, int kCount>
__device__ __forceinline__ void load_share(const Sources<T, kCount>& from, Index first,
                                           Index vectors,
                                           Vec<T, kWidest<T>> (&x)[kVectors][kCount]) {
#pragma unroll
  for (int u = 0; u < kVectors; ++u) {
    const Index v = first + u * kThreads;
#pragma unroll
    for (int s = 0; s < kCount; ++s) {
      x[u][s] = {};
      if (v < vectors) {
        x[u][s] = load_once<Vec<T, kWidest<T>>>(from.array[s] + v * kWidest<T>);
      }
    }
  }
}

}  // namespace warpmark
