#include "harness/error.h"
#include "kernels/ceilings/ceilings.h"
#include "kernels/ceilings/tensor.cuh"
#include "kernels/ceilings/tensor.h"

#include <cuda_fp8.h>

// The 128 sums of a thread, as an instruction names them and as the compiler hands them over.
#define WARPMARK_SUM_NAMES                                                                       \
  "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "                       \
  "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "             \
  "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "             \
  "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63, "             \
  "%64, %65, %66, %67, %68, %69, %70, %71, %72, %73, %74, %75, %76, %77, %78, %79, "             \
  "%80, %81, %82, %83, %84, %85, %86, %87, %88, %89, %90, %91, %92, %93, %94, %95, "             \
  "%96, %97, %98, %99, %100, %101, %102, %103, %104, %105, %106, %107, %108, %109, %110, %111, " \
  "%112, %113, %114, %115, %116, %117, %118, %119, %120, %121, %122, %123, %124, %125, %126, %127"
#define WARPMARK_SUMS_4(constraint, i)                                               \
  "+" constraint(sums[i]), "+" constraint(sums[i + 1]), "+" constraint(sums[i + 2]), \
      "+" constraint(sums[i + 3])
#define WARPMARK_SUMS_16(constraint, i)                               \
  WARPMARK_SUMS_4(constraint, i), WARPMARK_SUMS_4(constraint, i + 4), \
      WARPMARK_SUMS_4(constraint, i + 8), WARPMARK_SUMS_4(constraint, i + 12)
#define WARPMARK_SUMS_64(constraint, i)                                  \
  WARPMARK_SUMS_16(constraint, i), WARPMARK_SUMS_16(constraint, i + 16), \
      WARPMARK_SUMS_16(constraint, i + 32), WARPMARK_SUMS_16(constraint, i + 48)

// One instruction: 64 × 256 of the result, both operands in shared memory. The predicate says that
// the sums are added to; `modifiers` are the signs of the operands, and that neither is transposed.
#define WARPMARK_WGMMA(kind, constraint, modifiers)                                             \
  asm volatile("{ .reg .pred add; setp.ne.b32 add, %130, 0; wgmma.mma_async.sync.aligned." kind \
               " {" WARPMARK_SUM_NAMES "}, %128, %129, add" modifiers "; }"                     \
               : WARPMARK_SUMS_64(constraint, 0), WARPMARK_SUMS_64(constraint, 64)              \
               : "l"(a), "l"(b), "r"(1))

namespace warpmark {
namespace {

constexpr int kDepthBytes = 32;  // of an instruction
constexpr int kWgmmaColumns = 256;
constexpr int kInFlight = 16;  // then a block waits, while the multiprocessor's other two go on
static_assert(kTensorSteps % kInFlight == 0);

/// Filled with the same value each, so that the order of their elements does not matter.
struct Operands {
  alignas(128) std::uint32_t a[kTensorRows * kDepthBytes / 4];
  alignas(128) std::uint32_t b[kWgmmaColumns * kDepthBytes / 4];
};

/// Where an operand lies (PTX ISA, matrix descriptor), in units of 16 bytes: its address, then the
/// distances between blocks of 8 rows × 16 bytes, along a row and from rows to rows. No swizzling.
__device__ __forceinline__ std::uint64_t descriptor(const std::uint32_t* operand) {
  const auto address = static_cast<std::uint64_t>(__cvta_generic_to_shared(operand));
  return (address >> 4 & 0x3fff) | std::uint64_t{128 >> 4} << 16 | std::uint64_t{256 >> 4} << 32;
}

template <DType dtype>
__device__ __forceinline__ void multiply(TensorSum<dtype> (&sums)[128], std::uint64_t a,
                                         std::uint64_t b) {
  if constexpr (dtype == DType::tf32) WARPMARK_WGMMA("m64n256k8.f32.tf32.tf32", "f", ", 1, 1");
  if constexpr (dtype == DType::bf16)
    WARPMARK_WGMMA("m64n256k16.f32.bf16.bf16", "f", ", 1, 1, 0, 0");
  if constexpr (dtype == DType::fp16) WARPMARK_WGMMA("m64n256k16.f32.f16.f16", "f", ", 1, 1, 0, 0");
  if constexpr (dtype == DType::fp8_e4m3) WARPMARK_WGMMA("m64n256k32.f32.e4m3.e4m3", "f", ", 1, 1");
  if constexpr (dtype == DType::int8) WARPMARK_WGMMA("m64n256k32.s32.s8.s8", "r", "");
}

template <DType dtype>
__device__ __forceinline__ std::uint32_t operand_word(float value) {
  if constexpr (dtype == DType::fp8_e4m3) {
    return __nv_cvt_float_to_fp8(value, __NV_SATFINITE, __NV_E4M3) * 0x01010101u;
  } else {
    return fill_register<dtype>(value);
  }
}

/// Keeps the compiler from moving what writes the sums into a series of instructions that add to
/// them, which would make it wait for each of them.
template <class Sum>
__device__ __forceinline__ void hold(Sum (&sums)[128]) {
#pragma unroll
  for (Sum& sum : sums) {
    if constexpr (std::is_same_v<Sum, int>) {
      asm volatile("" : "+r"(sum)::"memory");
    } else {
      asm volatile("" : "+f"(sum)::"memory");
    }
  }
}

/// A tile a block, which is a warpgroup. Three blocks a multiprocessor have registers enough.
template <DType dtype>
__global__ void __launch_bounds__(kTensorThreads, 3)
    wgmma_kernel(const float* u, const float* v, float* y, int steps) {
  auto& operands = shared_memory<Operands>();
  for (unsigned int i = threadIdx.x; i < std::size(operands.a); i += kTensorThreads) {
    operands.a[i] = operand_word<dtype>(u[blockIdx.x]);
  }
  for (unsigned int i = threadIdx.x; i < std::size(operands.b); i += kTensorThreads) {
    operands.b[i] = operand_word<dtype>(v[blockIdx.x]);
  }
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");  // what was written is seen by wgmma
  __syncthreads();
  TensorSum<dtype> sums[128] = {};
  const std::uint64_t a = descriptor(operands.a), b = descriptor(operands.b);
#pragma unroll 1
  for (int step = 0; step < steps; step += kInFlight) {
    hold(sums);
    asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
#pragma unroll
    for (int i = 0; i < kInFlight; ++i) multiply<dtype>(sums, a, b);
    asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
    asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
    hold(sums);
  }
  write_rows(sums, y + Index{blockIdx.x} * kTensorRows + threadIdx.x / kWarp * 16);
}

/// sum += A B, 16 × 8 and 16 deep, of fp64.
__device__ __forceinline__ void multiply(double* sum, double a, double b) {
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f64.f64.f64.f64 {%0, %1, %2, %3}, "
      "{%4, %4, %4, %4, %4, %4, %4, %4}, {%5, %5, %5, %5}, {%0, %1, %2, %3};"
      : "+d"(sum[0]), "+d"(sum[1]), "+d"(sum[2]), "+d"(sum[3])
      : "d"(a), "d"(b));
}

/// A tile of 64 × 64 a block.
__global__ void __launch_bounds__(kTensorThreads, 3)
    dmma_kernel(const double* u, const double* v, double* y, int steps) {
  double sums[32] = {};
  const double a = u[blockIdx.x], b = v[blockIdx.x];
#pragma unroll 1
  for (int step = 0; step < steps; ++step) {
#pragma unroll
    for (int m = 0; m < 32; m += 4) multiply(sums + m, a, b);
  }
  write_rows(sums, y + Index{blockIdx.x} * kTensorRows + threadIdx.x / kWarp * 16);
}

template <class Element>
void run(CudaQueue& queue, void (*kernel)(const Element*, const Element*, Element*, int),
         const TensorArrays& arrays) {
  launch(queue, dim3(static_cast<unsigned int>(arrays.tiles)), dim3(kTensorThreads), kernel,
         static_cast<const Element*>(arrays.u), static_cast<const Element*>(arrays.v),
         static_cast<Element*>(arrays.y), kTensorSteps);
}

}  // namespace

void run_wgmma(CudaQueue& queue, DType dtype, const TensorArrays& arrays) {
  switch (dtype) {
    case DType::fp64: return run(queue, dmma_kernel, arrays);
    case DType::tf32: return run(queue, wgmma_kernel<DType::tf32>, arrays);
    case DType::bf16: return run(queue, wgmma_kernel<DType::bf16>, arrays);
    case DType::fp16: return run(queue, wgmma_kernel<DType::fp16>, arrays);
    case DType::fp8_e4m3: return run(queue, wgmma_kernel<DType::fp8_e4m3>, arrays);
    case DType::int8: return run(queue, wgmma_kernel<DType::int8>, arrays);
    default: throw Unsupported("wgmma has no " + std::string(name(dtype)));
  }
}

}  // namespace warpmark
