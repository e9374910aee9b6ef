#include "models/gradient.h"

#include "models/backward.h"

#include <stdexcept>

namespace warpmark::nn {

Graph differentiate(Graph graph, Sgd optimiser) {
  if (graph.loss < 0) throw std::invalid_argument("a graph without a loss has no gradient");
  const std::vector<Node> forward = graph.nodes;
  Backward backward(graph);
  for (auto node = forward.rbegin(); node != forward.rend(); ++node) backward.visit(*node);
  Node step{optimiser, {}, {}};
  for (const Persistent& parameter : graph.parameters) {
    step.inputs.push_back(backward.gradient(parameter.value));
  }
  graph.nodes.push_back(std::move(step));
  return graph;
}

}  // namespace warpmark::nn
