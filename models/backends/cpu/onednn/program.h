#pragma once

#include "models/program.h"

#include <memory>

namespace warpmark::nn::cpu {

/// A program of oneDNN's convolutions and fully connected layers, in the layouts that it prefers,
/// with our own loops for the rest. fp32 and bf16, whose parameters, statistics and sums are fp32.
std::unique_ptr<Program> compile_onednn(const Graph& graph, const ImageSet& images,
                                        const Build& build);

}  // namespace warpmark::nn::cpu
