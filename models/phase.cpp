#include "models/phase.h"

#include "harness/profile.h"

#include <algorithm>
#include <stdexcept>

namespace warpmark::nn {

Phase phase_of(const Graph& graph, const Node& node) {
  if (std::holds_alternative<Sgd>(node.op)) return Phase::optimizer;
  for (const Node& other : graph.nodes) {
    if (&other == &node) return Phase::forward;
    const auto& writes = other.outputs;
    if (std::find(writes.begin(), writes.end(), graph.loss) != writes.end()) break;
  }
  return Phase::backward;
}

const char* range_of(Phase phase) {
  switch (phase) {
    case Phase::data: return ranges::kData;
    case Phase::forward: return ranges::kForward;
    case Phase::backward: return ranges::kBackward;
    case Phase::optimizer: return ranges::kOptimizer;
  }
  throw std::logic_error("unknown phase");
}

}  // namespace warpmark::nn
