#include "models/graph.h"
#include "models/ops.h"

namespace warpmark::nn {
namespace {

constexpr double kCountBytes = 4;  // of a label or a count

Values values_of(const Graph& graph, const std::vector<ValueId>& ids) {
  Values values;
  for (ValueId id : ids) values.push_back(graph.value(id));
  return values;
}

double bytes(const Graph& graph, ValueId id, Index batch, double width) {
  const Value& value = graph.value(id);
  const bool counts = id == graph.labels || id == graph.correct;
  return static_cast<double>(count(value.shape) * (value.batched ? batch : 1)) *
         (counts ? kCountBytes : width);
}

}  // namespace

Cost cost(const Graph& graph, const Node& node, Index batch, std::size_t width) {
  const OpRow row = row_of(node.op);
  const Values inputs = values_of(graph, node.inputs), outputs = values_of(graph, node.outputs);
  const auto element = static_cast<double>(width);
  Cost cost;
  if (row.multiply_adds) {
    cost.flops = 2 * row.multiply_adds(inputs, outputs) * static_cast<double>(batch);
  }
  if (row.moved_besides) cost.bytes = row.moved_besides(inputs) * element;
  for (ValueId id : node.inputs) cost.bytes += bytes(graph, id, batch, element);
  for (ValueId id : node.outputs) cost.bytes += bytes(graph, id, batch, element);
  return cost;
}

Cost cost(const Graph& graph, Index batch, std::size_t width) {
  Cost sum;
  for (const Node& node : graph.nodes) {
    const Cost one = cost(graph, node, batch, width);
    sum.flops += one.flops;
    sum.bytes += one.bytes;
  }
  return sum;
}

}  // namespace warpmark::nn
