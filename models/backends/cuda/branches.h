#pragma once

#include "models/backends/cuda/kernel.h"
#include "models/plan.h"

namespace warpmark::nn {

/// When a kernel runs: on the main queue or beside it, and behind which kernel of the other queue.
struct Turn {
  bool aside = false;
  int behind = -1;  // none but those of its own queue
};

/// The kernels of a step on two queues. What runs beside waits for all that the main queue was
/// given before it; the main queue waits for what runs beside where the optimiser needs it, and
/// where it would otherwise be more than kLag kernels behind, so that their memory can be used
/// again.
struct Branches {
  static constexpr int kLag = 4;

  std::vector<Turn> turns;  // of each kernel
  int behind_at_end = -1;   // what the main queue waits for when all is enqueued

  explicit Branches(const std::vector<Kernel>& kernels);

  /// For plan_memory(): what each kernel needs, and what may still run beside it. The workspace of
  /// kernel i is value first_workspace + i.
  std::vector<Step> steps(const std::vector<Kernel>& kernels, int first_workspace) const;
};

}  // namespace warpmark::nn
