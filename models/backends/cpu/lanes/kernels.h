#pragma once

#include "models/backends/cpu/lanes/kernel.h"

#include <vector>

namespace warpmark::nn::cpu {

/// A graph's forward and backward pass of one block.
struct LaneKernels {
  MemoryPlan plan;
  std::vector<LaneKernel> kernels;
  std::size_t forward = 0;  // how many of them, the first, are the forward pass
};

/// Throws Unsupported for an op that joins the images of a batch: batch norm in training.
LaneKernels lane_kernels(const Graph& graph, const Persistents& persistents);

}  // namespace warpmark::nn::cpu
