#pragma once

#include "harness/cuda/queue.h"
#include "models/program.h"

namespace warpmark::nn {

/// The first so many of PyTorch's twenty steps of MNIST's network, in strict fp32: the losses are
/// as near as 10⁻⁵ of them, the first gradients as 10⁻⁴ of their norm.
void expect_pytorchs_mnist(const Compile& compile, CudaQueue& queue, Index steps);

}  // namespace warpmark::nn
