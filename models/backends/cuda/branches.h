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
/// given before it. Each wait is an edge of the graph that a step becomes, which costs time: so the
/// main queue waits for what runs beside where the optimiser needs it, and where it would otherwise
/// be more than kLag kernels behind, then until only half as many are, so that their memory can be
/// used again.
struct Branches {
  /// A step of ResNet-18 runs no more beside. ResNet-50 has four joins, and 52 with a lag of four,
  /// which would take at most 853 MiB less, of 21 GiB (fp32, batches of 256).
  static constexpr int kLag = 24;

  std::vector<Turn> turns;  // of each kernel
  int behind_at_end = -1;   // what the main queue waits for when all is enqueued
  int first_beside = -1;    // kernel

  explicit Branches(const std::vector<Kernel>& kernels, int lag = kLag);

  /// The kernel whose workspace kernel i has: those that run beside follow one another and share
  /// one.
  int workspace_of(int i) const {
    return turns[static_cast<std::size_t>(i)].aside ? first_beside : i;
  }

  /// For plan_memory(): what each kernel needs, and what may still run beside it. The workspace of
  /// kernel i is value first_workspace + i.
  std::vector<Step> steps(const std::vector<Kernel>& kernels, int first_workspace) const;
};

}  // namespace warpmark::nn
