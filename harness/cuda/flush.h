#pragma once

#include "harness/cuda/queue.h"

#include <cstdint>
#include <memory>

namespace warpmark {

/// Evicts a GPU's L2 cache by reading four times its size: no dirty lines are left that would be
/// written back during the sample. Its memory is none of the pool's, and so no part of a workload's
/// peak.
class CacheFlush {
 public:
  explicit CacheFlush(CudaQueue& queue);

  /// Enqueues one flush.
  void run();

 private:
  struct Free {
    void operator()(std::uint32_t* memory) const;
  };
  CudaQueue& queue_;
  std::int64_t words_;  // zeros
  std::unique_ptr<std::uint32_t, Free> memory_;
  bool lines_may_persist_;  // a library may have marked lines to stay, which survive the reading
};

}  // namespace warpmark
