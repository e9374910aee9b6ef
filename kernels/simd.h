#pragma once

#include "harness/index.h"

#include <immintrin.h>

#include <cstddef>
#include <cstring>

// Vectors for the CPU kernels, which are compiled once for x86-64-v3 and once for x86-64-v4: the
// compiler's own vector types, as wide as a register. Arithmetic is written with operators.
namespace warpmark {

/// 32 with AVX2, 64 with AVX-512.
inline constexpr std::size_t kVectorBytes = __BIGGEST_ALIGNMENT__;
inline constexpr const char* kLevel = kVectorBytes == 64 ? "x86-64-v4" : "x86-64-v3";

template <class T, std::size_t bytes>
struct VectorOf {
  typedef T Type __attribute__((vector_size(bytes)));
};
template <class T>
using Vector = typename VectorOf<T, kVectorBytes>::Type;

template <class T>
inline constexpr Index kLanes = static_cast<Index>(kVectorBytes / sizeof(T));

/// Reads a vector at any address.
template <class T>
inline Vector<T> load(const T* from) {
  Vector<T> vector;
  std::memcpy(&vector, from, sizeof vector);
  return vector;
}

/// All lanes the same.
template <class T>
inline Vector<T> broadcast(T value) {
  return Vector<T>{} + value;
}

/// The larger of T's in every lane of a vector of any width, or of two numbers; `b` where one of
/// them is NaN. (The compiler would make two operations of it.)
template <class T, class V>
inline V maximum(V a, V b) {
  if constexpr (sizeof(T) == sizeof(double)) {
    asm("vmaxpd %1, %0, %0" : "+v"(a) : "v"(b));
  } else {
    asm("vmaxps %1, %0, %0" : "+v"(a) : "v"(b));
  }
  return a;
}

/// All lanes joined into one. `join` takes two vectors, ever narrower, and in the end two numbers.
template <class T, std::size_t bytes = kVectorBytes, class Join>
inline T reduce(const typename VectorOf<T, bytes>::Type& vector, const Join& join) {
  if constexpr (bytes > 16) {
    typename VectorOf<T, bytes / 2>::Type half[2];
    std::memcpy(half, &vector, bytes);
    return reduce<T, bytes / 2>(join(half[0], half[1]), join);
  } else {
    T result = vector[0];
    for (std::size_t lane = 1; lane < bytes / sizeof(T); ++lane)
      result = join(result, vector[lane]);
    return result;
  }
}

/// How results reach memory. A cached store first reads the line that it will overwrite; one past
/// the caches does not, but also leaves nothing there for the next reader.
enum class Store { cached, past_caches };

/// Writes a vector of any width: at any address, or past the caches at a multiple of its size.
template <Store kind, class V>
inline void store(void* to, const V& vector) {
  if constexpr (kind == Store::past_caches) {
    using Bytes = char[sizeof(V)];
    asm("vmovntps %1, %0" : "=m"(*static_cast<Bytes*>(to)) : "v"(vector));
  } else {
    std::memcpy(to, &vector, sizeof vector);
  }
}

/// Orders stores past the caches before what this thread does next.
template <Store kind>
inline void finish_stores() {
  if constexpr (kind == Store::past_caches) _mm_sfence();
}

}  // namespace warpmark
