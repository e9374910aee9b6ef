#include "harness/error.h"
#include "kernels/ceilings/ceilings.h"
#include "kernels/ceilings/tensor.cuh"
#include "kernels/ceilings/tensor.h"

// One instruction for a tile of 16 × 8 of the result; all elements of an operand are the same.
#define WARPMARK_MMA(kind, constraint)                                                   \
  asm volatile("mma.sync.aligned." kind                                                  \
               " {%0, %1, %2, %3}, {%4, %4, %4, %4}, {%5, %5}, {%0, %1, %2, %3};"        \
               : "+" constraint(sum[0]), "+" constraint(sum[1]), "+" constraint(sum[2]), \
                 "+" constraint(sum[3])                                                  \
               : "r"(a), "r"(b))

namespace warpmark {
namespace {

/// sum += A B, 16 × 8, with all of A and B the value that fills `a` and `b`.
template <DType dtype>
__device__ __forceinline__ void multiply(TensorSum<dtype>* sum, std::uint32_t a, std::uint32_t b) {
  if constexpr (dtype == DType::tf32) WARPMARK_MMA("m16n8k8.row.col.f32.tf32.tf32.f32", "f");
  if constexpr (dtype == DType::bf16) WARPMARK_MMA("m16n8k16.row.col.f32.bf16.bf16.f32", "f");
  if constexpr (dtype == DType::fp16) WARPMARK_MMA("m16n8k16.row.col.f32.f16.f16.f32", "f");
  if constexpr (dtype == DType::int8) WARPMARK_MMA("m16n8k32.row.col.s32.s8.s8.s32", "r");
}

/// The same for fp64: 8 × 8 and four deep at a time.
__device__ __forceinline__ void multiply(double* sum, double a, double b) {
#pragma unroll
  for (int part = 0; part < 8; ++part) {
    double* rows = sum + part % 2 * 2;
    asm volatile("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0, %1}, {%2}, {%3}, {%0, %1};"
                 : "+d"(rows[0]), "+d"(rows[1])
                 : "d"(a), "d"(b));
  }
}

/// A tile of 64 rows a block. Three blocks a multiprocessor have registers enough.
template <DType dtype, int kColumns>
__global__ void __launch_bounds__(kTensorThreads, 3)
    mma_kernel(const TensorElement<dtype>* u, const TensorElement<dtype>* v,
               TensorElement<dtype>* y, int steps) {
  TensorSum<dtype> sums[kColumns / 2] = {};
  const auto operand = [](TensorElement<dtype> value) {
    if constexpr (dtype == DType::fp64) {
      return value;
    } else {
      return fill_register<dtype>(value);
    }
  };
  const auto a = operand(u[blockIdx.x]), b = operand(v[blockIdx.x]);
#pragma unroll 1
  for (int step = 0; step < steps; ++step) {
#pragma unroll
    for (int m = 0; m < kColumns / 2; m += 4) {
      if constexpr (dtype == DType::fp64) {
        multiply(sums + m, a, b);
      } else {
        multiply<dtype>(sums + m, a, b);
      }
    }
  }
  write_rows(sums, y + Index{blockIdx.x} * kTensorRows + threadIdx.x / kWarp * 16);
}

template <DType dtype, int kColumns>
void run(CudaQueue& queue, const TensorArrays& arrays) {
  using Element = TensorElement<dtype>;
  launch(queue, dim3(static_cast<unsigned int>(arrays.tiles)), dim3(kTensorThreads),
         mma_kernel<dtype, kColumns>, static_cast<const Element*>(arrays.u),
         static_cast<const Element*>(arrays.v), static_cast<Element*>(arrays.y), kTensorSteps);
}

}  // namespace

void run_mma(CudaQueue& queue, DType dtype, const TensorArrays& arrays) {
  switch (dtype) {
    case DType::fp64: return run<DType::fp64, 64>(queue, arrays);
    case DType::tf32: return run<DType::tf32, 256>(queue, arrays);
    case DType::bf16: return run<DType::bf16, 256>(queue, arrays);
    case DType::fp16: return run<DType::fp16, 256>(queue, arrays);
    case DType::int8: return run<DType::int8, 256>(queue, arrays);
    default:
      throw Unsupported("mma.sync of compute capability 8.0 has no " + std::string(name(dtype)));
  }
}

}  // namespace warpmark
