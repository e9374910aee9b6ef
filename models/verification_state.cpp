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

/// Is it added to another, itself or what a ReLU or a pool makes of it?
bool is_added(const Graph& graph, ValueId value) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) {
    if (std::count(node.inputs.begin(), node.inputs.end(), value) == 0) return false;
    return is<Add>(node) || (is<Relu, MaxPool>(node) && is_added(graph, node.outputs[0]));
  });
}

/// The root mean square of the norms of a weight's rows.
double row_norm(const Tensor& weight) {
  double squares = 0;
  for (double w : weight.values) squares += w * w;
  return std::sqrt(squares / static_cast<double>(weight.shape[0]));
}

/// About what the elements of a value are: their mean where it is not zero, and how far they lie
/// from it.
struct Size {
  double mean = 0, deviation = 1;
};

/// About `mean` for each channel, below zero for half of them where `both`.
void draw_offsets(double mean, bool both, const std::string& name, State& state) {
  const PhiloxKey key = random_stream(fnv1a(name) + 1, kSeed);
  Index i = 0;
  for (double& offset : state.at(name).values) {
    const float random = random32({}, key, i++);
    const double sign = both && random < 0 ? -1 : 1;
    offset = static_cast<float>(sign * mean * (1 + std::abs(random) / 4));
  }
}

/// Gives what is added before a ReLU (the offset of batch norm, a bias) a size that keeps all
/// inputs of the ReLU on one side of zero, channel by channel: hardly one is so near that a
/// rounding error turns it, and with it a gradient. No larger: what is stored is rounded by its
/// size, while gradients are of what differs. Where two are added, both are positive.
class Offsets {
 public:
  Offsets(const Graph& graph, State& state)
      : graph_(graph), state_(state), sizes_(graph.values.size()) {}

  void draw() {
    for (const Node& node : graph_.nodes) {
      if (is<BatchNorm>(node)) {
        size(node.outputs[0]) = {needed(node.outputs[0]), 1};
        draw_of(node);
      } else if (is<Convolution, Linear>(node) && is_read_by<Relu>(graph_, node.outputs[0])) {
        const Size of = size(node.inputs[0]);
        const double deviation =
            row_norm(state_.at(name(node, 1))) * std::hypot(of.mean, of.deviation);
        size(node.outputs[0]) = {kDeviations * deviation, deviation};
        draw_of(node);
      } else if (is<Add>(node)) {
        const Size a = size(node.inputs[0]), b = size(node.inputs[1]);
        size(node.outputs[0]) = {a.mean + b.mean, std::hypot(a.deviation, b.deviation)};
      } else if (is<Relu, MaxPool, GlobalAveragePool>(node)) {
        size(node.outputs[0]) = size(node.inputs[0]);
      }
    }
  }

 private:
  static constexpr double kDeviations = 3;

  Size& size(ValueId value) { return sizes_[static_cast<std::size_t>(value)]; }
  const std::string& name(const Node& node, std::size_t input) const {
    return graph_.value(node.inputs[input]).name;
  }

  /// The mean of a value of deviation 1 that is far enough from zero, together with what it is
  /// added to.
  double needed(ValueId value) {
    for (const Node& node : graph_.nodes) {
      if (!is<Add>(node) || std::count(node.inputs.begin(), node.inputs.end(), value) == 0)
        continue;
      const Size other = size(node.inputs[0] == value ? node.inputs[1] : node.inputs[0]);
      if (other.mean > 0) return kDeviations * std::hypot(other.deviation, 1) - other.mean;
    }
    return kDeviations;
  }

  void draw_of(const Node& node) {
    const ValueId out = node.outputs[0];
    draw_offsets(size(out).mean, !is_added(graph_, out), name(node, 2), state_);
  }

  const Graph& graph_;
  State& state_;
  std::vector<Size> sizes_;  // of each value
};

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
        value = static_cast<float>(value + random32({}, key, i++) / 4);
      }
    }
  }
  if (pass == Pass::training) Offsets(graph, state).draw();
  return norms == Norms::folded ? fold_batch_norm(graph, state) : state;
}

}  // namespace warpmark::nn
