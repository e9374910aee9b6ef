#pragma once

#include "harness/cuda/device.cuh"

// What the two ways to multiply on tensor cores share. Not for the emulation.
namespace warpmark {

constexpr int kTensorThreads = 128;  // four warps of 16 rows

/// What sums of a dtype are kept in while they are in registers.
template <DType dtype>
using TensorSum = std::conditional_t<dtype == DType::fp64, double,
                                     std::conditional_t<dtype == DType::int8, int, float>>;

/// Where u, v and y lie in memory.
template <DType dtype>
using TensorElement = std::conditional_t<dtype == DType::fp64, double, float>;

/// The 32 bits of a register that holds `value` as often as it can.
template <DType dtype>
__device__ __forceinline__ std::uint32_t fill_register(float value) {
  if constexpr (dtype == DType::bf16) return narrow<Bf16>(value).bits * 0x10001u;
  if constexpr (dtype == DType::fp16) return narrow<Fp16>(value).bits * 0x10001u;
  if constexpr (dtype == DType::int8) return static_cast<std::uint32_t>(value) * 0x01010101u;
  return __float_as_uint(value);  // tf32
}

/// Sums up 16 rows, of which each lane holds two in parts: sums[4 m + {0, 1}] of row lane / 4 and
/// sums[4 m + {2, 3}] of the row eight below (PTX ISA: the accumulators of m16n8 and of wgmma).
template <class Y, class Sum, int kSums>
__device__ __forceinline__ void write_rows(const Sum (&sums)[kSums], Y* rows) {
  Sum low = 0, high = 0;
#pragma unroll
  for (int m = 0; m < kSums; m += 4) {
    low += sums[m] + sums[m + 1];
    high += sums[m + 2] + sums[m + 3];
  }
  low = warp_reduce<4>(low, Plus{});
  high = warp_reduce<4>(high, Plus{});
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  if (lane % 4 != 0) return;
  rows[lane / 4] = static_cast<Y>(low);
  rows[lane / 4 + 8] = static_cast<Y>(high);
}

}  // namespace warpmark
