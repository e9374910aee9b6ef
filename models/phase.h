#pragma once

#include "models/graph.h"

namespace warpmark::nn {

/// The part of a step that work belongs to: images are gathered; then the nodes up to the loss,
/// those behind it, and the optimiser.
enum class Phase { data, forward, backward, optimizer };

/// Of a node of the graph.
Phase phase_of(const Graph& graph, const Node& node);

/// The name of its range (harness/profile.h).
const char* range_of(Phase phase);

}  // namespace warpmark::nn
