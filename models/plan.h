#pragma once

#include "models/graph.h"

#include <cstddef>
#include <vector>

namespace warpmark::nn {

/// What one kernel of a back end needs of memory: the values it reads and writes (others inside a
/// fused group exist in registers only) and scratch space.
struct Step {
  std::vector<ValueId> reads, writes;
  std::size_t workspace_bytes = 0;
  // Steps of different branches may run side by side between two of branch 0: their memory counts
  // as needed at the same time.
  int branch = 0;
};

/// Where everything that does not outlive a step lies in one arena.
struct MemoryPlan {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> offset;     // bytes, of each value; kNone: not in the arena
  std::vector<std::size_t> workspace;  // of each step; kNone: it needs none
  std::size_t bytes = 0;
  std::size_t lower_bound = 0;  // the most bytes alive at once, each value's rounded up to 256
};

/// Places values that are never needed at the same time over each other: first fit, the largest
/// first, aligned to 256 bytes. `bytes`: what the back end stores of each value, 0 for what it does
/// not store or keeps elsewhere. What is read before it is written was there at the beginning.
/// `kept`: values that must outlive the last step.
MemoryPlan plan_memory(const std::vector<Step>& steps, const std::vector<std::size_t>& bytes,
                       const std::vector<ValueId>& kept);

}  // namespace warpmark::nn
