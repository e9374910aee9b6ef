#pragma once

#include "harness/cuda/handle.h"
#include "harness/cuda/queue.h"

#include <cuda_runtime_api.h>

#include <cstddef>
#include <functional>

namespace warpmark {

/// What `enqueue` would have enqueued, captured to be launched as one.
class CudaGraph {
 public:
  /// Throws std::runtime_error where it cannot be captured, or nothing was: the work went
  /// elsewhere.
  CudaGraph(CudaQueue& queue, const std::function<void()>& enqueue);

  /// Launches, copies and other nodes, those of child graphs not counted.
  std::size_t nodes() const { return nodes_; }

  void launch(CudaQueue& queue) const;

 private:
  Handle<cudaGraph_t, cudaGraphDestroy> graph_;
  Handle<cudaGraphExec_t, cudaGraphExecDestroy> executable_;
  std::size_t nodes_ = 0;
};

}  // namespace warpmark
