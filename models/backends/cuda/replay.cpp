#include "models/backends/cuda/replay.h"

#include "harness/cuda/graph.h"

#include <memory>

namespace warpmark::nn {

Replay::Replay(CudaQueue& queue, const std::function<void()>& enqueue)
    : launch_([&queue, graph = std::make_shared<const CudaGraph>(queue, enqueue)] {
        graph->launch(queue);
      }) {}

void Replay::operator()() { launch_(); }

}  // namespace warpmark::nn
