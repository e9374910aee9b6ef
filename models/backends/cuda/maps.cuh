#pragma once

#include "harness/cuda/device.cuh"

namespace warpmark::nn {

constexpr int kMapThreads = 256;

/// Some channels of one place of a map: what one memory instruction moves.
template <class T>
using Channels = Vec<T, kWidest<T>>;

/// The same in fp32.
template <class T>
struct WideChannels {
  float at[kWidest<T>];
};

template <class T>
__device__ __forceinline__ WideChannels<T> wide(const Channels<T>& channels) {
  WideChannels<T> out;
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) out.at[e] = widen(channels.at[e]);
  return out;
}

template <class T>
__device__ __forceinline__ Channels<T> narrowed(const WideChannels<T>& channels) {
  Channels<T> out;
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) out.at[e] = narrow<T>(channels.at[e]);
  return out;
}

/// The number of this thread among all of the grid's.
__device__ __forceinline__ Index global_thread() {
  return Index{blockIdx.x} * kMapThreads + threadIdx.x;
}

/// Which vector of (count, height, width, vectors) a thread has. In 32 bits, since a division in 64
/// costs more than all else that these kernels do: launch_map() sees to it.
struct Position {
  Index image, row, column, vector;

  __device__ __forceinline__ static Position at(Index i, Index height, Index width, Index vectors) {
    const auto all = static_cast<std::uint32_t>(i), v = static_cast<std::uint32_t>(vectors);
    const auto h = static_cast<std::uint32_t>(height), w = static_cast<std::uint32_t>(width);
    const std::uint32_t place = all / v, line = place / w;
    return {line / h, line % h, place % w, all % v};
  }
};

/// Calls visit(T{}) with the storage type of a dtype that maps and parameters are kept in.
template <class Visit>
void visit_stored(DType dtype, Visit&& visit) {
  switch (dtype) {
    case DType::fp32:
    case DType::tf32: return visit(float{});
    case DType::bf16: return visit(Bf16{});
    case DType::fp16: return visit(Fp16{});
    default: throw Unsupported("no kernel for maps of " + std::string(name(dtype)));
  }
}

/// Enqueues a kernel of at least `threads` threads. Throws Unsupported for 2^32 or more.
template <class... Parameters, class... Arguments>
void launch_map(CudaQueue& queue, Index threads, void (*kernel)(Parameters...),
                Arguments... arguments) {
  if (threads >> 32 != 0) throw Unsupported("a map of more than 2^32 vectors");
  launch(queue, static_cast<unsigned>(ceil_div(threads, kMapThreads)), kMapThreads, kernel,
         arguments...);
}

/// An array of T's at untyped memory.
template <class T>
__host__ __device__ const T* array_of(const std::byte* memory) {
  return reinterpret_cast<const T*>(memory);
}
template <class T>
__host__ __device__ T* array_of(std::byte* memory) {
  return reinterpret_cast<T*>(memory);
}

}  // namespace warpmark::nn
