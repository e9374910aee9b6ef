#pragma once

#include "models/graph.h"

namespace warpmark::nn {

/// Appends the backward nodes of everything that the loss depends on, and the optimiser. The
/// gradient of a value is named "d <its name>"; those of the parameters are the optimiser's inputs.
/// The images get none.
Graph differentiate(Graph forward, Sgd optimiser);

/// Batch norm in inference as part of the convolution before it, which gets a bias: weights named
/// as before, to be computed from the state by fold_batch_norm(const Graph&, State) in
/// models/state.h.
Graph fold_batch_norm(const Graph& inference);

}  // namespace warpmark::nn
