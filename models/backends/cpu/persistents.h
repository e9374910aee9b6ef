#pragma once

#include "harness/host_buffer.h"
#include "models/graph.h"
#include "models/state.h"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace warpmark::nn::cpu {

/// How a back end keeps an array that outlives a step, if not row-major.
struct Packing {
  Index extent = 0;  // floats, whatever fills them up included
  std::function<void(const float* plain, float* packed)> pack;
  std::function<void(const float* packed, float* plain)> unpack;
};

/// The optimiser of a graph that has one.
std::optional<Sgd> optimiser(const Graph& graph);

/// Parameters, their gradients and velocities, and running statistics: an arena of floats of each
/// kind, in reverse forward order. An array begins at a cache line and is followed by zeros up to
/// the next; gradients and velocities lie as their parameters do.
class Persistents {
 public:
  /// The graph outlives it. `packings`: of parameters.
  Persistents(const Graph& graph, const std::map<ValueId, Packing>& packings);

  /// Where a parameter, a parameter's gradient or a statistic lies; nullptr for other values.
  float* find(ValueId value) const;
  /// The same, row-major. Throws std::invalid_argument for other values.
  Tensor tensor(ValueId value) const;

  /// As Program's.
  void write(const State& state);
  State read() const;

  bool trains() const { return gradients_.size() > 0; }
  std::span<float> parameters() const { return floats(parameters_); }
  std::span<float> gradients() const { return floats(gradients_); }
  std::span<float> velocities() const { return floats(velocities_); }

 private:
  struct Slot {
    ValueId value = -1;
    Index offset = 0;  // floats
    Packing packing;
  };

  static std::span<float> floats(const HostBuffer& arena) {
    return {arena.as<float>(), arena.size() / sizeof(float)};
  }
  void place_parameters(const std::map<ValueId, Packing>& packings);
  void place_statistics();
  void place_gradients();
  void write(const Slot& slot, HostBuffer& arena, const Tensor& tensor);
  Tensor read(const Slot& slot, const float* from) const;

  const Graph& graph_;
  std::vector<Slot> parameter_slots_, statistic_slots_;  // in the graph's order
  HostBuffer parameters_, gradients_, velocities_, statistics_;
  struct Place {
    const Slot* slot;
    float* data;
  };
  std::map<ValueId, Place> places_;
};

}  // namespace warpmark::nn::cpu
