#include "models/state.h"

#include "harness/hash.h"
#include "models/data/stream.h"
#include "models/ops.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace warpmark::nn {
namespace {

/// Element i of the standard normal distribution. G. Box, M. Muller, Ann. Math. Stat. 29 (1958).
double normal(PhiloxKey key, Index i) {
  const PhiloxBlock block = philox(static_cast<std::uint64_t>(i) / 2, key);
  const std::uint32_t* word = block.word + 2 * (i % 2);
  const double u = (word[0] + 1.0) * 0x1p-32, v = word[1] * 0x1p-32;  // u in (0, 1]
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
}

double element(const Initial& initial, PhiloxKey key, Index i) {
  switch (initial.kind) {
    case Initial::Kind::uniform: return initial.scale * random32({}, key, i);
    case Initial::Kind::normal: return initial.scale * normal(key, i);
    case Initial::Kind::constant: return initial.scale;
  }
  throw std::logic_error("unknown kind of initial value");
}

/// Where an element of a value stands in the array that its numbers are of.
Index in_whole(const Initial& initial, const Shape& part, Index i) {
  if (initial.whole.empty()) return i;
  Index at = 0, stride = 1;
  for (std::size_t d = part.size(); d-- > 0;) {
    at += (i % part[d] + initial.first[d]) * stride;
    i /= part[d];
    stride *= initial.whole[d];
  }
  return at;
}

Tensor begin(const Value& value, const Initial& initial, std::uint64_t seed) {
  const PhiloxKey key = random_stream(fnv1a(value.name), seed);
  Tensor tensor{value.shape, std::vector<double>(static_cast<std::size_t>(count(value.shape)))};
  for (Index i = 0; i < count(value.shape); ++i) {
    const Index number = in_whole(initial, value.shape, i);
    tensor.values[static_cast<std::size_t>(i)] = static_cast<float>(element(initial, key, number));
  }
  return tensor;
}

bool trains(const Graph& graph) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(),
                     [](const Node& node) { return std::holds_alternative<Sgd>(node.op); });
}

/// The shape of each name that a state may have.
std::map<std::string, Shape> shapes(const Graph& graph) {
  std::map<std::string, Shape> known;
  for (const Persistent& p : graph.parameters) {
    const Value& value = graph.value(p.value);
    known[value.name] = known[kVelocity + value.name] = value.shape;
  }
  for (const Persistent& s : graph.statistics) {
    known[graph.value(s.value).name] = graph.value(s.value).shape;
  }
  return known;
}

}  // namespace

State initial_state(const Graph& graph, std::uint64_t seed) {
  State state;
  for (const auto* persistent : {&graph.parameters, &graph.statistics}) {
    for (const Persistent& p : *persistent) {
      const Value& value = graph.value(p.value);
      state[value.name] = begin(value, p.initial, seed);
    }
  }
  if (!trains(graph)) return state;
  for (const Persistent& p : graph.parameters) {
    const Value& value = graph.value(p.value);
    state[kVelocity + value.name] = begin(value, {}, seed);
  }
  return state;
}

void check_state(const Graph& graph, const State& state) {
  const std::map<std::string, Shape> known = shapes(graph);
  for (const auto& [name, tensor] : state) {
    const auto found = known.find(name);
    if (found == known.end()) throw std::invalid_argument("the network has no '" + name + "'");
    const Shape& shape = found->second;
    if (tensor.shape != shape ||
        static_cast<Index>(tensor.values.size()) != warpmark::count(shape)) {
      throw std::invalid_argument("'" + name + "' has the shape " + str(shape) + ", not " +
                                  str(tensor.shape));
    }
  }
}

}  // namespace warpmark::nn
