#pragma once

#include "models/backends/cpu/groups.h"
#include "models/backends/cpu/persistents.h"
#include "models/backends/cpu/tally.h"
#include "models/plan.h"

#include <functional>

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

/// The kernel of a group, which is that step of the plan. Throws Unsupported for an op that joins
/// the images of a batch: batch norm in training.
LaneKernel lane_kernel(const Graph& graph, const Persistents& persistents, const MemoryPlan& plan,
                       const Group& group, std::size_t step);

}  // namespace warpmark::nn::cpu
