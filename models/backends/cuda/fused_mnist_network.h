#pragma once

#include "models/program.h"

namespace warpmark::nn {

/// Of a graph that trains; null: it predicts.
const Sgd* optimiser_of(const Graph& graph);

/// Throws Unsupported for what the kernels of fused_mnist.cuh do not compute: another graph than
/// mnist_cnn, with an optimiser or for prediction, another dtype than fp32, augmented images.
void require_fused_kernels(const Graph& graph, const Build& build);

}  // namespace warpmark::nn
