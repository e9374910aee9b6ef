#pragma once

#include "harness/cuda/queue.h"

#include <functional>
#include <memory>

namespace warpmark {
class CudaGraph;
}

namespace warpmark::nn {

/// Work that is enqueued again and again, as one graph.
class Replay {
 public:
  /// Captures what `enqueue` enqueues, and runs nothing.
  Replay(CudaQueue& queue, const std::function<void()>& enqueue);
  ~Replay();

  /// Enqueues it.
  void operator()();

 private:
  CudaQueue& queue_;
  std::unique_ptr<CudaGraph> graph_;
};

}  // namespace warpmark::nn
