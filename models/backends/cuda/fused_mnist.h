#pragma once

#include "models/program.h"

namespace warpmark::nn {

/// The network of zoo/mnist_cnn.cpp, and no other, in strict fp32: the forward and backward pass of
/// an image in one kernel that keeps all weights in shared memory, then one that adds the images'
/// gradients in a fixed order and applies them. A whole epoch is one graph. Throws Unsupported for
/// another graph, dtype or augmentation.
std::unique_ptr<Program> compile_fused_mnist(const Graph& graph, const ImageSet& set,
                                             const Build& build);

}  // namespace warpmark::nn
