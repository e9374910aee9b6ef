#include "models/backends/cpu/persistents.h"

#include <algorithm>
#include <stdexcept>

namespace warpmark::nn::cpu {
namespace {

constexpr Index kLine = 16;  // floats of a cache line

Index round_up(Index extent) { return (extent + kLine - 1) / kLine * kLine; }

HostBuffer zeros(Index floats) {
  HostBuffer buffer(static_cast<std::size_t>(floats) * sizeof(float));
  std::fill_n(buffer.as<float>(), floats, 0.0f);
  return buffer;
}

Packing row_major(Index extent) {
  const auto copy = [extent](const float* from, float* to) { std::copy_n(from, extent, to); };
  return {extent, copy, copy};
}

}  // namespace

std::optional<Sgd> optimiser(const Graph& graph) {
  for (const Node& node : graph.nodes) {
    if (const auto* sgd = std::get_if<Sgd>(&node.op)) return *sgd;
  }
  return std::nullopt;
}

Persistents::Persistents(const Graph& graph, const std::map<ValueId, Packing>& packings)
    : graph_(graph) {
  place_parameters(packings);
  place_statistics();
  place_gradients();
}

void Persistents::place_parameters(const std::map<ValueId, Packing>& packings) {
  Index end = 0;
  parameter_slots_.resize(graph_.parameters.size());
  for (std::size_t i = graph_.parameters.size(); i-- > 0;) {
    const ValueId value = graph_.parameters[i].value;
    const auto packing = packings.find(value);
    parameter_slots_[i] = {
        value, end,
        packing != packings.end() ? packing->second : row_major(count(graph_.value(value).shape))};
    end += round_up(parameter_slots_[i].packing.extent);
  }
  parameters_ = zeros(end);
  for (const Slot& slot : parameter_slots_) {
    places_[slot.value] = {&slot, parameters_.as<float>() + slot.offset};
  }
}

void Persistents::place_statistics() {
  Index end = 0;
  for (const Persistent& statistic : graph_.statistics) {
    const Index extent = count(graph_.value(statistic.value).shape);
    statistic_slots_.push_back({statistic.value, end, row_major(extent)});
    end += round_up(extent);
  }
  statistics_ = zeros(end);
  for (const Slot& slot : statistic_slots_) {
    places_[slot.value] = {&slot, statistics_.as<float>() + slot.offset};
  }
}

void Persistents::place_gradients() {
  for (const Node& node : graph_.nodes) {
    if (!std::holds_alternative<Sgd>(node.op)) continue;
    const auto extent = static_cast<Index>(parameters().size());
    gradients_ = zeros(extent);
    velocities_ = zeros(extent);
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      const Slot& slot = parameter_slots_[i];
      places_[node.inputs[i]] = {&slot, gradients_.as<float>() + slot.offset};
    }
  }
}

float* Persistents::find(ValueId value) const {
  const auto place = places_.find(value);
  return place == places_.end() ? nullptr : place->second.data;
}

Tensor Persistents::tensor(ValueId value) const {
  const auto place = places_.find(value);
  if (place == places_.end()) {
    throw std::invalid_argument(graph_.value(value).name + " does not outlive its use");
  }
  return read(*place->second.slot, place->second.data);
}

void Persistents::write(const State& state) {
  check_state(graph_, state);
  for (const Slot& slot : parameter_slots_) {
    const std::string& name = graph_.value(slot.value).name;
    if (const auto found = state.find(name); found != state.end()) {
      write(slot, parameters_, found->second);
    }
    const auto velocity = state.find(kVelocity + name);
    if (velocity != state.end() && trains()) write(slot, velocities_, velocity->second);
  }
  for (const Slot& slot : statistic_slots_) {
    const auto found = state.find(graph_.value(slot.value).name);
    if (found != state.end()) write(slot, statistics_, found->second);
  }
}

void Persistents::write(const Slot& slot, HostBuffer& arena, const Tensor& tensor) {
  const std::vector<float> plain(tensor.values.begin(), tensor.values.end());
  slot.packing.pack(plain.data(), arena.as<float>() + slot.offset);
}

State Persistents::read() const {
  State state;
  for (const Slot& slot : parameter_slots_) {
    const std::string& name = graph_.value(slot.value).name;
    state[name] = read(slot, parameters_.as<float>() + slot.offset);
    if (trains()) {
      state[kVelocity + name] = read(slot, velocities_.as<float>() + slot.offset);
    }
  }
  for (const Slot& slot : statistic_slots_) {
    state[graph_.value(slot.value).name] = read(slot, statistics_.as<float>() + slot.offset);
  }
  return state;
}

Tensor Persistents::read(const Slot& slot, const float* from) const {
  const Shape& shape = graph_.value(slot.value).shape;
  std::vector<float> plain(static_cast<std::size_t>(count(shape)));
  slot.packing.unpack(from, plain.data());
  return {shape, {plain.begin(), plain.end()}};
}

}  // namespace warpmark::nn::cpu
