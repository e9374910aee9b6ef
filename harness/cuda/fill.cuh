#pragma once

#include "harness/cuda/device.cuh"

namespace warpmark {

constexpr int kFillThreads = 256;

struct Tf32 {
  float value;
};

__device__ __forceinline__ void round_into(float& to, float value) { to = value; }
__device__ __forceinline__ void round_into(Tf32& to, float value) { to.value = to_tf32(value); }
__device__ __forceinline__ void round_into(Bf16& to, float value) { to = narrow<Bf16>(value); }
__device__ __forceinline__ void round_into(Fp16& to, float value) { to = narrow<Fp16>(value); }

/// Elements that one evaluation of Philox gives.
template <class T>
inline constexpr int kFillLength = sizeof(T) == 8 ? 2 : 4;

template <class T>
__device__ __forceinline__ Vec<T, kFillLength<T>> random_vector(Fill fill, PhiloxBlock random) {
  Vec<T, kFillLength<T>> out;
#pragma unroll
  for (int e = 0; e < kFillLength<T>; ++e) {
    if constexpr (std::is_same_v<T, double>) {
      out.at[e] = fill.number64(random.word[2 * e], random.word[2 * e + 1]);
    } else {
      round_into(out.at[e], fill.number32(random.word[e]));
    }
  }
  return out;
}

/// One evaluation of Philox a thread.
template <class T>
__global__ void __launch_bounds__(kFillThreads)
    fill_kernel(T* to, Index n, Fill fill, PhiloxKey key) {
  constexpr int kLength = kFillLength<T>;
  const Index block = Index{blockIdx.x} * kFillThreads + threadIdx.x;
  const Index first = block * kLength;
  if (first >= n) return;
  const auto values = random_vector<T>(fill, philox(static_cast<std::uint64_t>(block), key));
  if (first + kLength <= n) {
    store(to + first, values);
  } else {
#pragma unroll
    for (int e = 0; e < kLength; ++e) {
      if (first + e < n) to[first + e] = values.at[e];
    }
  }
}

}  // namespace warpmark
