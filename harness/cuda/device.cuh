#pragma once

// The one header of device code: CUDA's own vocabulary, and what the project adds to it. The tests
// compile the same device code for the host against another file of this name, which supplies all
// that is spelled here; what is spelled in the two headers at the end is common to both.

#include "harness/cuda/check.h"
#include "harness/cuda/queue.h"
#include "harness/element.h"
#include "harness/index.h"
#include "harness/philox.h"
#include "harness/rounding.h"

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_pipeline_primitives.h>
#include <cuda_runtime.h>
#include <nv/target>

#include <bit>
#include <type_traits>

namespace warpmark {

/// Enqueues a kernel. Arguments are converted to the kernel's parameters. Throws where the launch
/// is refused; what fails later is found by the queue's next wait().
template <class... Parameters, class... Arguments>
void launch(CudaQueue& queue, dim3 grid, dim3 block, void (*kernel)(Parameters...),
            Arguments... arguments) {
  kernel<<<grid, block, 0, queue.stream()>>>(static_cast<Parameters>(arguments)...);
  WARPMARK_CUDA_CHECK(cudaGetLastError());
}

/// The same for a kernel that asks for requested_shared_memory<T>().
template <class T, class... Parameters, class... Arguments>
void launch_sharing(CudaQueue& queue, dim3 grid, dim3 block, void (*kernel)(Parameters...),
                    Arguments... arguments) {
  static_assert(sizeof(T) <= 227 * 1024, "more than a block may have on compute capability 9.0");
  WARPMARK_CUDA_CHECK(cudaFuncSetAttribute(reinterpret_cast<const void*>(kernel),
                                           cudaFuncAttributeMaxDynamicSharedMemorySize, sizeof(T)));
  kernel<<<grid, block, sizeof(T), queue.stream()>>>(static_cast<Parameters>(arguments)...);
  WARPMARK_CUDA_CHECK(cudaGetLastError());
}

/// A clock that the whole GPU shares; it moves in steps of some tens to a thousand nanoseconds.
/// (PTX ISA, %globaltimer.)
__device__ __forceinline__ unsigned long long global_nanoseconds() {
  unsigned long long now;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(now));
  return now;
}

/// Cycles of the multiprocessor that the thread runs on, and that multiprocessor's number.
__device__ __forceinline__ unsigned long long sm_cycles() {
  return static_cast<unsigned long long>(clock64());
}
__device__ __forceinline__ unsigned int sm_index() {
  unsigned int index;
  asm volatile("mov.u32 %0, %%smid;" : "=r"(index));
  return index;
}

/// threadIdx.x, read anew: what is computed from it is not kept in registers from one phase of a
/// long kernel to the next.
__device__ __forceinline__ int fresh_thread_index() {
  int index;
  asm volatile("mov.u32 %0, %%tid.x;" : "=r"(index));
  return index;
}

/// The block's own copy of a T, its contents undefined at first. Every call in a kernel that names
/// the same T gives the same object. At most 48 KiB in all.
template <class T>
__device__ __forceinline__ T& shared_memory() {
  static_assert(std::is_trivially_default_constructible_v<T>);
  __shared__ T memory;
  return memory;
}

/// The block's one T of the size that launch_sharing<T> asked for: up to 227 KiB, where the GPU has
/// as much.
template <class T>
__device__ __forceinline__ T& requested_shared_memory() {
  static_assert(std::is_trivially_default_constructible_v<T> && alignof(T) <= 16);
  extern __shared__ uint4 requested[];
  return *reinterpret_cast<T*>(requested);
}

// Widening and rounding to nearest, in the processor's own instructions; harness/rounding.h gives
// the same bits. They take part in overload resolution for the storage types alone.
__device__ __forceinline__ double widen(double value) { return value; }
__device__ __forceinline__ float widen(float value) { return value; }
__device__ __forceinline__ float widen(Bf16 value) {
  return __bfloat162float(__ushort_as_bfloat16(value.bits));
}
__device__ __forceinline__ float widen(Fp16 value) {
  return __half2float(__ushort_as_half(value.bits));
}

template <class T>
__device__ __forceinline__ T narrow(Accumulator<T> value) {
  if constexpr (std::is_same_v<T, Bf16>) {
    return {__bfloat16_as_ushort(__float2bfloat16_rn(value))};
  } else if constexpr (std::is_same_v<T, Fp16>) {
    return {__half_as_ushort(__float2half_rn(value))};
  } else {
    return value;
  }
}

/// The type that memory instructions move for a vector of so many bytes.
template <int kBytes>
struct Word;
template <>
struct Word<2> {
  using Type = unsigned short;
};
template <>
struct Word<4> {
  using Type = unsigned int;
};
template <>
struct Word<8> {
  using Type = uint2;
};
template <>
struct Word<16> {
  using Type = uint4;
};

/// Reads a V at an address that it is aligned to.
template <class V, class T>
__device__ __forceinline__ V load(const T* from) {
  return *reinterpret_cast<const V*>(from);
}

/// The same for data in global memory that no other thread reads: the first to leave the caches.
template <class V, class T>
__device__ __forceinline__ V load_once(const T* from) {
  using Moved = typename Word<sizeof(V)>::Type;
  return std::bit_cast<V>(__ldcs(reinterpret_cast<const Moved*>(from)));
}

/// The same past the L1 cache: what another block wrote in the same launch, or what is to come from
/// the L2 cache however often it is read.
template <class V, class T>
__device__ __forceinline__ V load_past_l1(const T* from) {
  using Moved = typename Word<sizeof(V)>::Type;
  return std::bit_cast<V>(__ldcg(reinterpret_cast<const Moved*>(from)));
}

/// Writes a V at an address that it is aligned to.
template <class V, class T>
__device__ __forceinline__ void store(T* to, V value) {
  *reinterpret_cast<V*>(to) = value;
}

/// The same for data in global memory that no other thread reads: the first to leave the caches.
template <class V, class T>
__device__ __forceinline__ void store_once(T* to, V value) {
  using Moved = typename Word<sizeof(V)>::Type;
  __stcs(reinterpret_cast<Moved*>(to), std::bit_cast<Moved>(value));
}

/// Begins to copy kBytes, 4, 8 or 16; the last past the L1 cache, which the others cannot.
template <int kBytes>
__device__ __forceinline__ void copy_past_registers(void* to, const void* from, bool inside) {
  const auto address = static_cast<std::uint32_t>(__cvta_generic_to_shared(to));
  const int read = inside ? kBytes : 0;  // what is missing is filled up with zeros
  if constexpr (kBytes == 16) {
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                 :
                 : "r"(address), "l"(from), "r"(read)
                 : "memory");
  } else {
    asm volatile("cp.async.ca.shared.global [%0], [%1], %2, %3;"
                 :
                 : "r"(address), "l"(from), "n"(kBytes), "r"(read)
                 : "memory");
  }
}

/// Begins to copy a V, of 4 to 16 bytes, from global to shared memory at addresses that it is
/// aligned to; zeros where not `inside`, and `from` is not read. commit_copies() makes a group of
/// those that the thread has begun; they are there for it after wait_for_copies<kLater>(), called
/// before more than kLater groups follow, and for the block after a barrier behind that.
template <class V, class T>
__device__ __forceinline__ void begin_copy(T* to, const T* from, bool inside = true) {
  // CUDA's function makes two instructions of a size that is not known when compiling.
  NV_IF_ELSE_TARGET(NV_PROVIDES_SM_80, (copy_past_registers<sizeof(V)>(to, from, inside);),
                    (__pipeline_memcpy_async(to, from, sizeof(V), inside ? 0 : sizeof(V));))
}
__device__ __forceinline__ void commit_copies() { __pipeline_commit(); }
template <int kLater>
__device__ __forceinline__ void wait_for_copies() {
  __pipeline_wait_prior(kLater);
  asm volatile("" ::: "memory");  // what was copied is read after this
}

/// a b + c of both halves of a word, each a T, rounded once.
template <class T>
__device__ __forceinline__ std::uint32_t multiply_add_pair(std::uint32_t a, std::uint32_t b,
                                                           std::uint32_t c) {
  static_assert(std::is_same_v<T, Fp16>);
  // __half2 is not trivially copyable, so that bit_cast does not take it.
  const auto pair = [](const std::uint32_t& bits) {
    return reinterpret_cast<const __half2&>(bits);
  };
  const __half2 sum = __hfma2(pair(a), pair(b), pair(c));
  return reinterpret_cast<const std::uint32_t&>(sum);
}

}  // namespace warpmark

#include "harness/cuda/reduction.cuh"
#include "harness/cuda/vector.cuh"
