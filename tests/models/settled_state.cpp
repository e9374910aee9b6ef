#include "tests/models/settled_state.h"

#include "tests/models/problem.h"

#include <algorithm>

namespace warpmark::nn {
namespace {

template <class... Ops>
bool is(const Node& node) {
  return (std::holds_alternative<Ops>(node.op) || ...);
}

/// The parameter that is added to each channel of a value; -1: there is none.
ValueId offset_of(const Graph& graph, ValueId value) {
  for (const Node& node : graph.nodes) {
    if (node.outputs.empty() || node.outputs[0] != value) continue;
    if (is<Add>(node)) {
      return std::max(offset_of(graph, node.inputs[0]), offset_of(graph, node.inputs[1]));
    }
    if (is<BatchNorm, Convolution, Linear>(node) && node.inputs.size() > 2) return node.inputs[2];
  }
  return -1;
}

/// What to add to the numbers of a channel.
double shift(double least, double most, bool positive) {
  const double range = most - least;
  return positive ? range - least : -range - most;
}

}  // namespace

State settled(const Graph& training, const ImageSet& images, State state) {
  for (const Node& node : training.nodes) {
    if (!is<Relu>(node)) continue;
    const ValueId x = node.inputs[0], offset = offset_of(training, x);
    if (offset < 0) continue;
    const std::vector<double> values = OneBatch(training, images, state).fetch(x).values;
    std::vector<double>& offsets = state.at(training.value(offset).name).values;
    const auto channels = offsets.size();
    const std::size_t places = values.size() / channels / static_cast<std::size_t>(images.count);
    for (std::size_t c = 0; c < channels; ++c) {
      double least = values[c * places], most = least;
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (i / places % channels != c) continue;
        least = std::min(least, values[i]);
        most = std::max(most, values[i]);
      }
      offsets[c] = static_cast<float>(offsets[c] + shift(least, most, c % 2 == 0));
    }
  }
  return state;
}

}  // namespace warpmark::nn
