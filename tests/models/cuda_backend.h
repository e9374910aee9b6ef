#pragma once

#include "models/backends/cuda/lower.h"

namespace warpmark::nn {

/// The back end under test: on a GPU, or its kernels on an emulated one with loops in place of the
/// vendors' libraries.
Compile cuda_backend(const Tuning& tuning = {});

}  // namespace warpmark::nn
