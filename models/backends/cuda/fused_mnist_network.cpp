#include "models/backends/cuda/fused_mnist_network.h"

#include "harness/error.h"
#include "models/gradient.h"
#include "models/zoo/zoo.h"

namespace warpmark::nn {
namespace {

Graph known_graph(const Sgd* optimiser) {
  if (optimiser) return differentiate(mnist_cnn(Builder::Mode::training), *optimiser);
  return mnist_cnn(Builder::Mode::inference);
}

}  // namespace

const Sgd* optimiser_of(const Graph& graph) {
  return graph.nodes.empty() ? nullptr : std::get_if<Sgd>(&graph.nodes.back().op);
}

void require_fused_kernels(const Graph& graph, const Build& build) {
  if (graph != known_graph(optimiser_of(graph))) {
    throw Unsupported("the fused kernels know the network mnist_cnn alone");
  }
  if (build.dtype != DType::fp32) throw Unsupported("the fused kernels compute in fp32 alone");
  if (build.augmentation != Augmentation::none) {
    throw Unsupported("the fused kernels do not augment");
  }
}

}  // namespace warpmark::nn
