#pragma once

#include "harness/cuda/queue.h"
#include "harness/dtype.h"
#include "harness/index.h"

// What multiplies tiles on tensor cores, each compiled for the one architecture whose instructions
// it names. Runs on a GPU alone: the emulation has no tensor cores.
namespace warpmark {

/// Device arrays of fp32, for fp64 of fp64. u, v: (tiles); y: (64 tiles).
struct TensorArrays {
  const void *u, *v;
  void* y;
  Index tiles;
};

// Each enqueues kTensorSteps multiplications of every tile. Throws Unsupported for a dtype whose
// numbers it cannot multiply.

/// mma.sync: the whole rate of compute capability 8.x and 12.x. fp64 tf32 bf16 fp16 int8.
void run_mma(CudaQueue& queue, DType dtype, const TensorArrays& arrays);

/// wgmma, from shared memory: the whole rate of 9.0, which mma.sync does not reach. fp64 by
/// mma.sync, since wgmma has none. fp64 tf32 bf16 fp16 fp8_e4m3 int8.
void run_wgmma(CudaQueue& queue, DType dtype, const TensorArrays& arrays);

}  // namespace warpmark
