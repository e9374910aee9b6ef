#include "models/graph.h"
#include "models/ops.h"

namespace warpmark::nn {
namespace {

Values values_of(const Graph& graph, const std::vector<ValueId>& ids) {
  Values values;
  for (ValueId id : ids) values.push_back(graph.value(id));
  return values;
}

}  // namespace

double flops(const Graph& graph, Index batch) {
  double multiply_adds = 0;
  for (const Node& node : graph.nodes) {
    const OpRow row = row_of(node.op);
    if (!row.multiply_adds) continue;
    multiply_adds +=
        row.multiply_adds(values_of(graph, node.inputs), values_of(graph, node.outputs));
  }
  return 2 * multiply_adds * static_cast<double>(batch);
}

}  // namespace warpmark::nn
