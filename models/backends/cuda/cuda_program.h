#pragma once

#include "models/backends/cuda/lower.h"
#include "models/backends/cuda/vendor.h"

namespace warpmark::nn {

/// A program on a GPU, or on what stands for one: kernels of `vendor` and the project's own,
/// captured in CUDA graphs of several steps, unless each phase is to be annotated. Throws
/// Unsupported for what a GPU cannot.
std::unique_ptr<Program> make_cuda_program(const Graph& graph, const ImageSet& images,
                                           const Build& build, std::shared_ptr<Vendor> vendor,
                                           const Tuning& tuning = {});

}  // namespace warpmark::nn
