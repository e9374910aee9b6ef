#include "harness/cuda/graph.h"

#include "harness/cuda/check.h"

#include <stdexcept>

namespace warpmark {
namespace {

/// Ends the capture in any case, or the stream could not be used again. Relaxed, since libraries
/// may allocate or ask the device for something while they enqueue.
cudaGraph_t capture(CudaQueue& queue, const std::function<void()>& enqueue) {
  cudaGraph_t graph = nullptr;
  WARPMARK_CUDA_CHECK(cudaStreamBeginCapture(queue.stream(), cudaStreamCaptureModeRelaxed));
  try {
    enqueue();
  } catch (...) {
    cudaStreamEndCapture(queue.stream(), &graph);
    if (graph != nullptr) cudaGraphDestroy(graph);
    cudaGetLastError();  // an invalid capture must not be found again by the next launch
    throw;
  }
  WARPMARK_CUDA_CHECK(cudaStreamEndCapture(queue.stream(), &graph));
  return graph;
}

cudaGraphExec_t instantiate(cudaGraph_t graph) {
  cudaGraphExec_t executable = nullptr;
  WARPMARK_CUDA_CHECK(cudaGraphInstantiate(&executable, graph, 0));
  return executable;
}

}  // namespace

CudaGraph::CudaGraph(CudaQueue& queue, const std::function<void()>& enqueue)
    : graph_(capture(queue, enqueue)) {
  WARPMARK_CUDA_CHECK(cudaGraphGetNodes(graph_.get(), nullptr, &nodes_));
  if (nodes_ == 0)
    throw std::runtime_error("nothing was captured: the work is on no queue of ours");
  executable_ = Handle<cudaGraphExec_t, cudaGraphExecDestroy>(instantiate(graph_.get()));
  WARPMARK_CUDA_CHECK(cudaGraphUpload(executable_.get(), queue.stream()));
}

void CudaGraph::launch(CudaQueue& queue) const {
  WARPMARK_CUDA_CHECK(cudaGraphLaunch(executable_.get(), queue.stream()));
}

}  // namespace warpmark
