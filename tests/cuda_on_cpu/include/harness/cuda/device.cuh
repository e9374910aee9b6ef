#pragma once

// Stands in for the header of the same name: CUDA's vocabulary, as far as the project's kernels use
// it, for a host compiler. A kernel becomes a function that every thread of a grid calls.

#include "harness/cuda/queue.h"
#include "harness/element.h"
#include "harness/index.h"
#include "harness/philox.h"
#include "harness/rounding.h"
#include "tests/cuda_on_cpu/grid.h"

#include <chrono>
#include <cmath>
#include <cstring>
#include <type_traits>

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __launch_bounds__(...)

#define gridDim (::warpmark::emulation::place().grid)
#define blockDim (::warpmark::emulation::place().block)
#define blockIdx (::warpmark::emulation::place().block_index)
#define threadIdx (::warpmark::emulation::thread_index())

namespace warpmark::emulation {

inline dim3 thread_index() {
  const Place& here = place();
  const unsigned int i = here.threads->current();
  return {i % here.block.x, i / here.block.x % here.block.y, i / here.block.x / here.block.y};
}

inline unsigned int lane() { return place().threads->current() % kLanes; }

/// The value that lane `from` passes; its own where `from` lies outside its segment of `width`.
template <class T>
T shuffle(unsigned int mask, T value, unsigned int from, unsigned int width,
          std::source_location where) {
  static_assert(sizeof(T) <= sizeof(std::uint64_t));
  std::uint64_t passed = 0;
  std::memcpy(&passed, &value, sizeof(T));
  const Block::Lanes& received = place().threads->exchange(mask, passed, where);
  if (from / width != lane() / width) return value;
  if ((mask >> from & 1) == 0) throw DeviceError("a shuffle reads a lane outside its mask");
  std::memcpy(&value, &received[from], sizeof(T));
  return value;
}

template <class V, class T>
void require_aligned(const T* address) {
  if (reinterpret_cast<std::uintptr_t>(address) % alignof(V) != 0) {
    throw DeviceError("a misaligned access of " + std::to_string(sizeof(V)) + " bytes");
  }
}

}  // namespace warpmark::emulation

inline void __syncthreads(std::source_location where = std::source_location::current()) {
  warpmark::emulation::place().threads->barrier(where);
}

inline void __syncwarp(unsigned int mask = 0xffffffffu,
                       std::source_location where = std::source_location::current()) {
  warpmark::emulation::place().threads->exchange(mask, 0, where);
}

template <class T>
T __shfl_sync(unsigned int mask, T value, int from, int width = 32,
              std::source_location where = std::source_location::current()) {
  const unsigned int segment = warpmark::emulation::lane() / width * width;
  return warpmark::emulation::shuffle(mask, value, segment + from % width, width, where);
}

template <class T>
T __shfl_xor_sync(unsigned int mask, T value, int lanes, int width = 32,
                  std::source_location where = std::source_location::current()) {
  return warpmark::emulation::shuffle(mask, value, warpmark::emulation::lane() ^ lanes, width,
                                      where);
}

template <class T>
T __shfl_down_sync(unsigned int mask, T value, unsigned int distance, int width = 32,
                   std::source_location where = std::source_location::current()) {
  return warpmark::emulation::shuffle(mask, value, warpmark::emulation::lane() + distance, width,
                                      where);
}

inline unsigned int __ballot_sync(unsigned int mask, int holds,
                                  std::source_location where = std::source_location::current()) {
  const auto& received = warpmark::emulation::place().threads->exchange(mask, holds != 0, where);
  unsigned int votes = 0;
  for (unsigned int i = 0; i < warpmark::emulation::kLanes; ++i) {
    votes |= static_cast<unsigned int>(received[i]) << i;
  }
  return votes;
}

// Blocks follow one another, and threads only change where they wait: memory is always in order.
inline void __threadfence() {}
inline void __threadfence_system() {}

template <class T>
T atomicAdd(T* to, T value) {
  const T old = *to;
  *to += value;
  return old;
}

inline unsigned int atomicInc(unsigned int* to, unsigned int last) {
  const unsigned int old = *to;
  *to = old >= last ? 0 : old + 1;
  return old;
}

namespace warpmark {

template <class... Parameters, class... Arguments>
void launch(CudaQueue& queue, dim3 grid, dim3 block, void (*kernel)(Parameters...),
            Arguments... arguments) {
  emulation::submit(queue, reinterpret_cast<const void*>(kernel), grid, block, [=] {
    emulation::place().requested_bytes = 0;
    kernel(static_cast<Parameters>(arguments)...);
  });
}

template <class T, class... Parameters, class... Arguments>
void launch_sharing(CudaQueue& queue, dim3 grid, dim3 block, void (*kernel)(Parameters...),
                    Arguments... arguments) {
  emulation::submit(queue, reinterpret_cast<const void*>(kernel), grid, block, [=] {
    emulation::place().requested_bytes = sizeof(T);
    kernel(static_cast<Parameters>(arguments)...);
  });
}

inline unsigned long long global_nanoseconds() { return emulation::nanoseconds(); }
inline unsigned long long sm_cycles() { return emulation::cycles(); }
inline int fresh_thread_index() { return static_cast<int>(threadIdx.x); }
inline unsigned int sm_index() { return emulation::place().block_index.x; }

template <class T>
T& shared_memory() {
  static_assert(std::is_trivially_default_constructible_v<T>);
  static constexpr char kKey = 0;  // its address, one for each T
  return *reinterpret_cast<T*>(emulation::place().threads->shared(&kKey, sizeof(T)));
}

template <class T>
T& requested_shared_memory() {
  static_assert(std::is_trivially_default_constructible_v<T>);
  const emulation::Place& here = emulation::place();
  return *reinterpret_cast<T*>(here.threads->requested_shared(sizeof(T), here.requested_bytes));
}

inline double widen(double value) { return value; }
inline float widen(float value) { return value; }
inline float widen(Bf16 value) { return from_bf16(value.bits); }
inline float widen(Fp16 value) { return from_fp16(value.bits); }

template <class T>
T narrow(Accumulator<T> value) {
  if constexpr (std::is_same_v<T, Bf16>) {
    return {to_bf16(value)};
  } else if constexpr (std::is_same_v<T, Fp16>) {
    return {to_fp16(value)};
  } else {
    return value;
  }
}

template <class V, class T>
V load(const T* from) {
  emulation::require_aligned<V>(from);
  V value;
  std::memcpy(&value, from, sizeof(V));
  return value;
}

template <class V, class T>
V load_once(const T* from) {
  return load<V>(from);
}

template <class V, class T>
V load_past_l1(const T* from) {
  return load<V>(from);
}

template <class V, class T>
void store(T* to, V value) {
  emulation::require_aligned<V>(to);
  std::memcpy(to, &value, sizeof(V));
}

template <class V, class T>
void store_once(T* to, V value) {
  store(to, value);
}

/// As late as it may: what is not waited for is not there.
template <class V, class T>
void begin_copy(T* to, const T* from, bool inside = true) {
  emulation::require_aligned<V>(to);
  emulation::require_aligned<V>(from);
  emulation::place().threads->begin_copy(to, inside ? from : nullptr, sizeof(V));
}
inline void commit_copies() { emulation::place().threads->commit_copies(); }
template <int kLater>
void wait_for_copies() {
  emulation::place().threads->finish_copies(kLater);
}

template <class T>
std::uint32_t multiply_add_pair(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  const auto half = [&](int shift) {
    const auto of = [&](std::uint32_t pair) {
      return widen(T{static_cast<std::uint16_t>(pair >> shift)});
    };
    return std::uint32_t{narrow<T>(std::fma(of(a), of(b), of(c))).bits} << shift;
  };
  return half(0) | half(16);
}

}  // namespace warpmark

#include "harness/cuda/reduction.cuh"
#include "harness/cuda/vector.cuh"
