#pragma once

#include "models/graph.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace warpmark::nn {

/// An array in the order that its shape says, row-major, whatever a back end keeps.
struct Tensor {
  Shape shape;
  std::vector<double> values;
};

/// Arrays by name: parameters and running statistics under PyTorch's names, the optimiser's
/// velocities as "velocity.<parameter>".
using State = std::map<std::string, Tensor>;
inline const std::string kVelocity = "velocity.";

/// Parameters and statistics as they begin: counter-based random numbers (harness/philox.h) of the
/// seed and the parameter's name, rounded to fp32, so that every precision above it begins with the
/// same; of a part of an array (Initial::whole) those that the array has there. Where the graph has
/// an optimiser, its velocities, zero.
State initial_state(const Graph& graph, std::uint64_t seed);

/// Throws std::invalid_argument for a name that the graph does not have, or for another shape. A
/// velocity belongs to any graph that has the parameter: one without an optimiser ignores it.
void check_state(const Graph& graph, const State& state);

/// The state of fold_batch_norm(inference), from that of `inference`.
State fold_batch_norm(const Graph& inference, const State& state);

}  // namespace warpmark::nn
