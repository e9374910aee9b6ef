#pragma once

#include "models/program.h"

namespace warpmark::nn {

/// A back end for the CPU, compiled for one instruction-set level: oneDNN with our own loops, or
/// images in lanes for a network that is too small to fill a vector otherwise. fp32 and bf16;
/// throws Unsupported for the other formats, and for bf16 where the processor computes none. Runs
/// with the same number of threads give the same bits.
std::unique_ptr<Program> compile_cpu(const Graph& graph, const ImageSet& images,
                                     const Build& build);

}  // namespace warpmark::nn
