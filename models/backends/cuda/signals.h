#pragma once

#include "harness/cuda/queue.h"

#include <functional>

namespace warpmark::nn {

/// A moment in one queue that another waits for. Can be captured: the queue that waits then becomes
/// a part of the graph.
struct Signal {
  std::function<void(CudaQueue&)> record;  // enqueues the moment
  std::function<void(CudaQueue&)> hold;    // enqueues: what follows waits for the moment
};

Signal make_signal();

}  // namespace warpmark::nn
