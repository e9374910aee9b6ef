#pragma once

#include "models/backends/cuda/cudnn_engines.h"
#include "models/backends/cuda/lower.h"

namespace warpmark::nn {

/// The back end of cuDNN, cuBLASLt and the project's own kernels, on the GPU of Build::queue. What
/// it learns by timing the libraries' engines it knows for all programs that it compiles.
Compile make_compile_cuda(const Tuning& tuning = {});

/// What strict fp32 and repeatable sums leave of cuDNN's engines.
CudnnRules cudnn_rules(DType dtype, bool deterministic);

}  // namespace warpmark::nn
