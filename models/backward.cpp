#include "models/backward.h"

#include "models/ops.h"

#include <algorithm>
#include <stdexcept>

namespace warpmark::nn {
namespace {

std::string gradient_name(const Value& value) { return "d " + value.name; }

std::vector<bool> depend_on_parameters(const Graph& graph) {
  std::vector<bool> depends(graph.values.size());
  const auto at = [](ValueId id) { return static_cast<std::size_t>(id); };
  for (const Persistent& parameter : graph.parameters) depends[at(parameter.value)] = true;
  for (const Node& node : graph.nodes) {
    const bool any = std::any_of(node.inputs.begin(), node.inputs.end(),
                                 [&](ValueId id) { return depends[at(id)]; });
    for (ValueId id : node.outputs) depends[at(id)] = any;
  }
  return depends;
}

}  // namespace

Backward::Backward(Graph& graph)
    : graph_(graph), wanted_(depend_on_parameters(graph)), parts_(graph.values.size()) {}

bool Backward::reached(const Node& node) const {
  return std::any_of(node.outputs.begin(), node.outputs.end(), [&](ValueId id) {
    return id == graph_.loss || !parts_[static_cast<std::size_t>(id)].empty();
  });
}

void Backward::visit(const Node& node) {
  if (!reached(node) || !wants(node.outputs[0])) return;
  const OpRow row = row_of(node.op);
  if (!row.gradient) throw std::invalid_argument(std::string(row.name) + " has no gradient");
  row.gradient(node, *this);
}

ValueId Backward::gradient(ValueId of) {
  std::vector<ValueId>& parts = this->parts(of);
  const Value value = graph_.value(of);
  if (parts.empty()) throw std::invalid_argument("the loss does not depend on " + value.name);
  for (std::size_t i = 0; parts.size() > 1 && i < parts.size(); ++i) {
    std::string& name = graph_.values[static_cast<std::size_t>(parts[i])].name;
    if (name == gradient_name(value)) name += ", part " + std::to_string(i + 1);
  }
  ValueId sum = parts[0];
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const bool last = i + 1 == parts.size();
    const std::string upto = last ? "" : ", sum to part " + std::to_string(i + 1);
    const ValueId next = graph_.add({gradient_name(value) + upto, value.shape, value.batched});
    graph_.nodes.push_back({Add{}, {sum, parts[i]}, {next}});
    sum = next;
  }
  parts = {sum};
  return sum;
}

void Backward::append(Op op, std::vector<ValueId> inputs, const std::vector<ValueId>& of) {
  Node node{std::move(op), std::move(inputs), {}};
  for (ValueId id : of) {
    const Value value = graph_.value(id);
    node.outputs.push_back(graph_.add({gradient_name(value), value.shape, value.batched}));
    pass(id, node.outputs.back());
  }
  graph_.nodes.push_back(std::move(node));
}

void Backward::pass(ValueId of, ValueId gradient) { parts(of).push_back(gradient); }

}  // namespace warpmark::nn
