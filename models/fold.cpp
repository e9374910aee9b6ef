#include "models/gradient.h"
#include "models/state.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace warpmark::nn {
namespace {

/// The convolution whose output the batch norm alone reads; null where there is none.
const Node* convolution_before(const Graph& graph, const Node& norm) {
  const Node* writer = nullptr;
  std::ptrdiff_t readers = 0;
  for (const Node& node : graph.nodes) {
    if (!node.outputs.empty() && node.outputs[0] == norm.inputs[0]) writer = &node;
    readers += std::count(node.inputs.begin(), node.inputs.end(), norm.inputs[0]);
  }
  const bool folds = writer && std::holds_alternative<Convolution>(writer->op) && readers == 1;
  return folds ? writer : nullptr;
}

/// A convolution, and the batch norm that it takes in.
struct Pair {
  const Node *convolution, *norm;
};

std::vector<Pair> pairs(const Graph& graph) {
  std::vector<Pair> pairs;
  for (const Node& node : graph.nodes) {
    if (!std::holds_alternative<BatchNormInference>(node.op)) continue;
    const Node* convolution = convolution_before(graph, node);
    if (convolution) pairs.push_back({convolution, &node});
  }
  return pairs;
}

/// "conv1.bias", beside "conv1.weight".
std::string bias_name(const Graph& graph, const Pair& pair) {
  const std::string& weight = graph.value(pair.convolution->inputs[1]).name;
  return weight.substr(0, weight.rfind('.')) + ".bias";
}

/// The convolution that replaces a pair; its bias becomes a parameter behind its weight.
Node folded(Graph& graph, const Pair& pair) {
  Node node{pair.convolution->op, pair.convolution->inputs, pair.norm->outputs};
  if (node.inputs.size() == 3) return node;
  const Shape channels{graph.value(node.inputs[1]).shape[0]};
  node.inputs.push_back(graph.add({bias_name(graph, pair), channels, false}));
  const auto weight = std::find_if(graph.parameters.begin(), graph.parameters.end(),
                                   [&](const Persistent& p) { return p.value == node.inputs[1]; });
  graph.parameters.insert(weight + 1, {node.inputs[2], {}});
  return node;
}

/// The graph without values that no node touches; the others keep their order.
Graph compact(Graph graph) {
  std::vector<ValueId> now(graph.values.size(), -1);
  const auto id = [&](ValueId value) -> ValueId& { return now[static_cast<std::size_t>(value)]; };
  id(graph.images) = id(graph.labels) = 0;  // for now: touched
  for (Node& node : graph.nodes) {
    for (ValueId value : node.inputs) id(value) = 0;
    for (ValueId value : node.outputs) id(value) = 0;
  }
  const std::vector<Value> values = std::move(graph.values);
  graph.values.clear();
  for (std::size_t v = 0; v < values.size(); ++v) {
    if (now[v] == 0) now[v] = graph.add(values[v]);
  }
  for (Node& node : graph.nodes) {
    for (ValueId& value : node.inputs) value = id(value);
    for (ValueId& value : node.outputs) value = id(value);
  }
  for (auto* persistent : {&graph.parameters, &graph.statistics}) {
    for (Persistent& p : *persistent) p.value = id(p.value);
    std::erase_if(*persistent, [](const Persistent& p) { return p.value < 0; });
  }
  for (ValueId* value :
       {&graph.images, &graph.labels, &graph.logits, &graph.loss, &graph.correct}) {
    *value = id(*value);
  }
  return graph;
}

const Tensor& input(const Graph& graph, const State& state, const Node& node, std::size_t i) {
  const std::string& name = graph.value(node.inputs[i]).name;
  const auto found = state.find(name);
  if (found == state.end()) throw std::invalid_argument("the state has no '" + name + "'");
  return found->second;
}

/// weight · s and (bias − mean) · s + beta with s = gamma / √(variance + ε), for each channel of
/// the output.
void fold(const Graph& graph, const Pair& pair, const State& state, State& out) {
  const Node &conv = *pair.convolution, &norm = *pair.norm;
  const auto vector = [&](std::size_t i) { return input(graph, state, norm, i).values; };
  const auto gamma = vector(1), beta = vector(2), mean = vector(3), variance = vector(4);
  const double epsilon = std::get<BatchNormInference>(norm.op).epsilon;

  Tensor weight = input(graph, state, conv, 1);
  Tensor bias{{weight.shape[0]}, std::vector<double>(gamma.size())};
  if (conv.inputs.size() == 3) bias = input(graph, state, conv, 2);
  const std::size_t taps = weight.values.size() / gamma.size();
  for (std::size_t k = 0; k < gamma.size(); ++k) {
    const double scale = gamma[k] / std::sqrt(variance[k] + epsilon);
    for (std::size_t i = 0; i < taps; ++i) weight.values[k * taps + i] *= scale;
    bias.values[k] = (bias.values[k] - mean[k]) * scale + beta[k];
  }
  out[graph.value(conv.inputs[1]).name] = std::move(weight);
  out[bias_name(graph, pair)] = std::move(bias);
}

}  // namespace

Graph fold_batch_norm(const Graph& inference) {
  Graph graph = inference;
  graph.nodes.clear();
  const std::vector<Pair> folds = pairs(inference);
  for (const Node& node : inference.nodes) {
    const auto pair = std::find_if(folds.begin(), folds.end(), [&](const Pair& p) {
      return p.convolution == &node || p.norm == &node;
    });
    if (pair == folds.end()) graph.nodes.push_back(node);
    if (pair != folds.end() && pair->norm == &node) graph.nodes.push_back(folded(graph, *pair));
  }
  return compact(std::move(graph));
}

State fold_batch_norm(const Graph& inference, const State& state) {
  check_state(inference, state);
  State out = state;
  for (const Pair& pair : pairs(inference)) {
    fold(inference, pair, state, out);
    for (std::size_t i = 1; i < pair.norm->inputs.size(); ++i) {
      const std::string& name = inference.value(pair.norm->inputs[i]).name;
      out.erase(name);
      out.erase(kVelocity + name);
    }
  }
  return out;
}

}  // namespace warpmark::nn
