#include "models/backends/cuda/replay.h"

#include "harness/cuda/graph.h"

namespace warpmark::nn {

Replay::Replay(CudaQueue& queue, const std::function<void()>& enqueue)
    : queue_(queue), graph_(std::make_unique<CudaGraph>(queue, enqueue)) {}
Replay::~Replay() = default;

void Replay::operator()() { graph_->launch(queue_); }

}  // namespace warpmark::nn
