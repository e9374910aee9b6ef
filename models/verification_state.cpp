#include "harness/hash.h"
#include "models/data/stream.h"
#include "models/gradient.h"
#include "models/verification.h"

#include <algorithm>
#include <cmath>

namespace warpmark::nn {
namespace {

constexpr std::uint64_t kSeed = 1;  // the state is always the same

template <class... Ops>
bool is(const Node& node) {
  return (std::holds_alternative<Ops>(node.op) || ...);
}

template <class Op>
bool is_read_by(const Graph& graph, ValueId value) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) {
    return is<Op>(node) && std::count(node.inputs.begin(), node.inputs.end(), value) > 0;
  });
}

/// The root mean square of the norms of a weight's rows.
double row_norm(const Tensor& weight) {
  double squares = 0;
  for (double w : weight.values) squares += w * w;
  return std::sqrt(squares / static_cast<double>(weight.shape[0]));
}

/// About `margin` for each channel, below zero for half of them where `both`.
void draw_offsets(double margin, bool both, const std::string& name, State& state) {
  const PhiloxKey key = random_stream(fnv1a(name) + 1, kSeed);
  Index i = 0;
  for (double& offset : state.at(name).values) {
    const float random = random32({}, key, i++);
    const double sign = both && random < 0 ? -1 : 1;
    offset = static_cast<float>(sign * margin * (1 + std::abs(random) / 4));
  }
}

/// Gives what is added before a ReLU (the offset of batch norm, a bias) a size that keeps all
/// inputs of the ReLU on one side of zero, channel by channel: none is so near that a rounding
/// error turns it, and with it a gradient. Where two are added, both are positive.
void keep_from_zero(const Graph& graph, State& state) {
  constexpr double kDeviations = 8, kRowNorms = 4;
  std::vector<double> size(graph.values.size(), 1);  // about, of the elements of each value
  const auto size_of = [&](ValueId value) -> double& {
    return size[static_cast<std::size_t>(value)];
  };
  for (const Node& node : graph.nodes) {
    if (node.outputs.empty()) continue;
    const ValueId out = node.outputs[0];
    const bool both = !is_read_by<Add>(graph, out);
    const auto name = [&](std::size_t input) { return graph.value(node.inputs[input]).name; };
    if (is<BatchNorm>(node)) {
      draw_offsets(size_of(out) = kDeviations, both, name(2), state);
    } else if (is<Convolution, Linear>(node) && is_read_by<Relu>(graph, out)) {
      size_of(out) = kRowNorms * row_norm(state.at(name(1))) * size_of(node.inputs[0]);
      draw_offsets(size_of(out), both, name(2), state);
    } else if (is<Add>(node)) {
      size_of(out) = size_of(node.inputs[0]) + size_of(node.inputs[1]);
    } else if (is<Relu, MaxPool, GlobalAveragePool>(node)) {
      size_of(out) = size_of(node.inputs[0]);
    }
  }
}

}  // namespace

State verification_state(const Recipe& recipe, Pass pass, Norms norms) {
  const Graph graph = graph_of(recipe, pass, Norms::apart);
  State state = initial_state(graph, kSeed);
  for (const auto* persistent : {&graph.parameters, &graph.statistics}) {
    for (const Persistent& p : *persistent) {
      if (p.initial.kind != Initial::Kind::constant) continue;
      const std::string& name = graph.value(p.value).name;
      const PhiloxKey key = random_stream(fnv1a(name), kSeed);
      Index i = 0;
      for (double& value : state.at(name).values) {
        value = static_cast<float>(value + random32({}, key, i++) / 2);
      }
    }
  }
  if (pass == Pass::training) keep_from_zero(graph, state);
  return norms == Norms::folded ? fold_batch_norm(graph, state) : state;
}

}  // namespace warpmark::nn
