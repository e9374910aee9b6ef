#pragma once

#include "harness/cuda/device.cuh"
#include "harness/cuda/mma_operands.cuh"
#include "harness/error.h"

#include <nv/target>

#include <cstdint>
#include <string>

// What multiplies on tensor cores, from compute capability 8.0 on; in code for older GPUs it traps.
// All lanes of a warp call each function together. The tests compile kernels against another file
// of this name.
namespace warpmark {

/// Throws Unsupported where the code of `kernel` that this GPU runs is for older ones.
template <class... Parameters>
void require_tensor_cores(void (*kernel)(Parameters...)) {
  constexpr int kFirst = 80;
  cudaFuncAttributes attributes{};
  WARPMARK_CUDA_CHECK(cudaFuncGetAttributes(&attributes, reinterpret_cast<const void*>(kernel)));
  if (attributes.ptxVersion >= kFirst) return;
  throw Unsupported("tensor cores are used from compute capability 8.0 on; this code is for " +
                    std::to_string(attributes.ptxVersion / 10) + '.' +
                    std::to_string(attributes.ptxVersion % 10));
}

// clang-format off
#define WARPMARK_LDMATRIX(kind)                                                        \
  asm volatile("ldmatrix.sync.aligned.m8n8.x4" kind " {%0, %1, %2, %3}, [%4];"         \
               : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])                    \
               : "r"(address) : "memory");
#define WARPMARK_MMA(kind)                                                             \
  asm("mma.sync.aligned." kind                                                         \
      " {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"               \
      : "+f"(sums.at[0]), "+f"(sums.at[1]), "+f"(sums.at[2]), "+f"(sums.at[3])         \
      : "r"(a.at[0]), "r"(a.at[1]), "r"(a.at[2]), "r"(a.at[3]),                        \
        "r"(b.at[0]), "r"(b.at[1]));
#define WARPMARK_FROM_SM_80(...) NV_IF_ELSE_TARGET(NV_PROVIDES_SM_80, (__VA_ARGS__), (__trap();))
// clang-format on

/// Four matrices of 8 by 8 elements of 16 bits, from shared memory: lane 8 q + r names row r of
/// matrix q, 16 bytes at a multiple of 16. Lane 4 g + t gets elements 2 t and 2 t + 1 of row g of
/// each; of column g, where kTransposed. (PTX ISA, ldmatrix.)
template <bool kTransposed>
__device__ __forceinline__ void load_matrices(const void* row, std::uint32_t (&to)[4]) {
  const auto address = static_cast<std::uint32_t>(__cvta_generic_to_shared(row));
  if constexpr (kTransposed) {
    WARPMARK_FROM_SM_80(WARPMARK_LDMATRIX(".trans.shared.b16"))
  } else {
    WARPMARK_FROM_SM_80(WARPMARK_LDMATRIX(".shared.b16"))
  }
}

template <class T>
__device__ __forceinline__ void multiply_add(MmaSums<T>& sums, const MmaOperandA<T>& a,
                                             const MmaOperandB<T>& b) {
  if constexpr (std::is_same_v<T, float>) {
    WARPMARK_FROM_SM_80(WARPMARK_MMA("m16n8k8.row.col.f32.tf32.tf32.f32"))
  } else if constexpr (std::is_same_v<T, Bf16>) {
    WARPMARK_FROM_SM_80(WARPMARK_MMA("m16n8k16.row.col.f32.bf16.bf16.f32"))
  } else {
    static_assert(std::is_same_v<T, Fp16>);
    WARPMARK_FROM_SM_80(WARPMARK_MMA("m16n8k16.row.col.f32.f16.f16.f32"))
  }
}

/// Compute capability 8.0 multiplies eight rows at a time.
__device__ __forceinline__ void multiply_add(MmaSums<double>& sums, const MmaOperandA<double>& a,
                                             const MmaOperandB<double>& b) {
  // clang-format off
  NV_DISPATCH_TARGET(
    NV_PROVIDES_SM_90, (
      asm("mma.sync.aligned.m16n8k4.row.col.f64.f64.f64.f64 {%0, %1, %2, %3}, {%4, %5}, {%6}, {%0, %1, %2, %3};"
          : "+d"(sums.at[0]), "+d"(sums.at[1]), "+d"(sums.at[2]), "+d"(sums.at[3])
          : "d"(a.at[0]), "d"(a.at[1]), "d"(b.at[0]));),
    NV_PROVIDES_SM_80, (
      asm("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0, %1}, {%2}, {%3}, {%0, %1};"
          : "+d"(sums.at[0]), "+d"(sums.at[1]) : "d"(a.at[0]), "d"(b.at[0]));
      asm("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0, %1}, {%2}, {%3}, {%0, %1};"
          : "+d"(sums.at[2]), "+d"(sums.at[3]) : "d"(a.at[1]), "d"(b.at[0]));),
    NV_ANY_TARGET, (__trap();))
  // clang-format on
}

/// sums[i][j] += a[i] b[j]. The 13 lowest bits of a float are not looked at: TF32.
template <class T, int kDown, int kAcross>
__device__ __forceinline__ void multiply_add(MmaSums<T> (&sums)[kDown][kAcross],
                                             const MmaOperandA<T> (&a)[kDown],
                                             const MmaOperandB<T> (&b)[kAcross]) {
#pragma unroll
  for (int i = 0; i < kDown; ++i) {
#pragma unroll
    for (int j = 0; j < kAcross; ++j) multiply_add(sums[i][j], a[i], b[j]);
  }
}

#undef WARPMARK_LDMATRIX
#undef WARPMARK_MMA
#undef WARPMARK_FROM_SM_80

}  // namespace warpmark
