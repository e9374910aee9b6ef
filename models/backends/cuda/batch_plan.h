#pragma once

#include "models/backends/cuda/branches.h"
#include "models/backends/cuda/lower.h"
#include "models/backends/cuda/signals.h"
#include "models/backends/cuda/vendor.h"

#include <array>
#include <map>

namespace warpmark::nn {

/// Where each home begins in device memory, and where the constants lie.
struct Homes {
  std::map<Home, std::byte*> begin;  // of all but the constants
  std::array<std::byte*, Constants::kCount> constants{};
};

/// A graph for batches of one size: its kernels planned, its memory too.
class BatchPlan {
 public:
  /// `beside`: for what may run beside the rest.
  BatchPlan(Lowered lowered, Vendor& vendor, CudaQueue& main, CudaQueue& beside);

  const Lowered& lowered() const { return lowered_; }
  std::size_t arena_bytes() const { return memory_.bytes; }
  /// Must be called before all that follows.
  void place(const Homes& homes);

  std::byte* address(int buffer) const { return addresses_[buffer]; }

  /// Enqueues the kernels of one phase of step `step` of a captured graph, the phases in order.
  void enqueue(Phase phase, Index step);
  void enqueue(Index step);

  /// Groups and what computes them, each line once: "batch_norm_relu: eng4_k1=2".
  std::map<std::string, int> engines() const;

 private:
  void prepare(const Kernel& kernel, const Turn& turn, Vendor& vendor);
  void enqueue_kernel(std::size_t i, Index step);
  /// The value that is kernel i's workspace, behind those of the buffers.
  std::size_t workspace(std::size_t i) const {
    const int kernel = branches_.workspace_of(static_cast<int>(i));
    return lowered_.buffers.size() + static_cast<std::size_t>(kernel);
  }
  CudaQueue& queue(std::size_t i) { return branches_.turns[i].aside ? beside_ : main_; }

  Lowered lowered_;
  CudaQueue &main_, &beside_;
  Branches branches_;
  std::vector<VendorKernel> vendor_kernels_;  // of each kernel; empty for the project's own
  std::map<int, Signal> ends_;                // of kernels that others wait for
  MemoryPlan memory_;
  Addresses addresses_;
  std::vector<std::byte*> workspaces_;
};

}  // namespace warpmark::nn
