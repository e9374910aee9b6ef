#pragma once

#include "models/backends/cpu/groups.h"
#include "models/backends/cpu/persistents.h"
#include "models/backends/cpu/tally.h"
#include "models/plan.h"

#include <functional>
#include <vector>

namespace warpmark::nn::cpu {

/// One thread at work on a block of images, as many as a vector has lanes: every value is (its
/// shape, lanes), so that each loop over lanes is one instruction, whatever the number of channels.
struct LaneBlock {
  std::byte* values;    // the thread's arena
  float* gradients;     // the thread's sums, placed as Persistents' gradients
  const int* labels;    // of the block's images
  Index images, batch;  // of this block, and of the whole step
  float* logits;        // (images, classes), where they are kept
  Tally& tally;
};

using LaneKernel = std::function<void(const LaneBlock& block)>;

/// A graph's forward and backward pass of one block.
struct LaneKernels {
  MemoryPlan plan;
  std::vector<LaneKernel> kernels;
};

/// Throws Unsupported for an op that joins the images of a batch: batch norm in training.
LaneKernels lane_kernels(const Graph& graph, const Persistents& persistents);

}  // namespace warpmark::nn::cpu
