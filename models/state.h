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

/// Parameters and statistics as they begin: counter-based random numbers (harness/philox.h) of the
/// seed and the parameter's name; velocities are zero.
State initial_state(const Graph& graph, std::uint64_t seed);

/// The state of fold_batch_norm(inference), from that of `inference`.
State fold_batch_norm(const Graph& inference, const State& state);

}  // namespace warpmark::nn
