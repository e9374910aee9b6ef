#pragma once

#include "harness/cuda/queue.h"

#include <functional>

namespace warpmark::nn {

/// Work that is enqueued again and again, as one graph.
class Replay {
 public:
  /// Captures what `enqueue` enqueues, and runs nothing.
  Replay(CudaQueue& queue, const std::function<void()>& enqueue);

  /// Enqueues it.
  void operator()();

 private:
  std::function<void()> launch_;
};

}  // namespace warpmark::nn
