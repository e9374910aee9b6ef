// Where what outlives a step lies.

#include "models/backends/cuda/lowering.h"

#include <stdexcept>

namespace warpmark::nn {
namespace {

/// Elements that parameters begin at a multiple of: 256 bytes of any storage.
constexpr Index kGranule = 128;

Index granules(Index elements) { return (elements + kGranule - 1) / kGranule * kGranule; }

/// The value that a fully connected layer's weight is multiplied with.
const Value* linear_input(const Graph& graph, ValueId weight) {
  for (const Node& node : graph.nodes) {
    if (std::holds_alternative<Linear>(node.op) && node.inputs[1] == weight) {
      return &graph.value(node.inputs[0]);
    }
  }
  return nullptr;
}

/// A matrix has a row or filter for each channel of what comes out, whose elements lie as the
/// activations that they are multiplied with; a vector has an element for each channel.
Buffer describe(const Graph& graph, ValueId id, Storage activations) {
  const Value& value = graph.value(id);
  Extents logical;
  if (value.shape.size() == 4) {
    logical = {value.shape[0], value.shape[1], value.shape[2], value.shape[3]};
  } else if (const Value* x = linear_input(graph, id)) {
    Shape shape = x->shape;
    shape.resize(3, 1);
    logical = {value.shape[0], shape[0], shape[1], shape[2]};
  } else if (value.shape.size() == 1) {
    logical = {1, value.shape[0]};
  } else {
    throw std::invalid_argument("no kernel takes the parameter " + value.name);
  }
  Extents stored = logical;
  stored.c = padded_channels(activations, logical.c);
  if (value.shape.size() > 1) stored.n = padded_channels(activations, logical.n);
  return {value.name, Storage::fp32, logical, stored, Home::parameters};
}

bool is_matrix(const Value& value) { return value.shape.size() > 1; }

}  // namespace

void Lowering::arrange(ValueId value, ValueId gradient, Index offset) {
  const Buffer buffer = describe(graph, value, storage);
  const auto place = [&](Home home, Storage stored_as, Index from) {
    Buffer placed = buffer;
    placed.home = home;
    placed.storage = stored_as;
    placed.offset = nn::bytes(stored_as, offset - from);
    return extra(std::move(placed));
  };
  TrainedParameter p{value, place(Home::parameters, Storage::fp32, 0)};
  masters_[value] = p.parameter;
  p.twin = storage == Storage::fp32 ? p.parameter : place(Home::twins, storage, 0);
  result_.buffer_of[static_cast<std::size_t>(value)] = p.twin;
  if (gradient >= 0) {
    p.velocity = place(Home::velocities, Storage::fp32, 0);
    p.gradient = is_matrix(graph.value(value))
                     ? place(Home::gradients, storage, 0)
                     : place(Home::vector_gradients, Storage::fp32, result_.matrices);
    result_.buffer_of[static_cast<std::size_t>(gradient)] = p.gradient;
  }
  result_.parameters.push_back(p);
}

/// Both groups in reverse forward order: the gradients that are ready first lie first.
void Lowering::arrange_parameters() {
  const Node* sgd = graph.nodes.empty() ? nullptr : &graph.nodes.back();
  if (sgd && !std::holds_alternative<Sgd>(sgd->op)) sgd = nullptr;
  Index next = 0;
  for (bool matrices : {true, false}) {
    for (std::size_t i = graph.parameters.size(); i-- > 0;) {
      const ValueId value = graph.parameters[i].value;
      if (is_matrix(graph.value(value)) != matrices) continue;
      arrange(value, sgd ? sgd->inputs[i] : -1, next);
      next += granules(at(masters_[value]).stored.count());
    }
    (matrices ? result_.matrices : result_.vectors) = next - result_.matrices;
  }
}

void Lowering::arrange_statistics() {
  Index next = 0;
  for (const Persistent& statistic : graph.statistics) {
    Buffer buffer = describe(graph, statistic.value, storage);
    buffer.home = Home::statistics;
    buffer.offset = nn::bytes(Storage::fp32, next);
    next += granules(buffer.stored.count());
    result_.buffer_of[static_cast<std::size_t>(statistic.value)] = extra(std::move(buffer));
  }
}

}  // namespace warpmark::nn
