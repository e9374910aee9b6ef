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

/// Filters without the outer rows and columns of taps that never meet a pixel, because the map is
/// so small that they only ever lie on padding: of 3×3 with padding 1 on 1×1 the middle one is
/// left. The network computes what it computed before; parameters keep their names and begin with
/// the numbers of the taps that are left (Initial::whole). A filter is cropped as far as the one
/// padding of a Convolution can express, and not at all where several nodes read it. Formula:
/// docs/networks.md. Throws std::invalid_argument for a graph that is differentiated already.
Graph crop_filters(Graph forward);

}  // namespace warpmark::nn
