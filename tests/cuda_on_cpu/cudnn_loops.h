#pragma once

#include "models/backends/cuda/cudnn_graph.h"

#include <vector>

namespace warpmark::emulation {

/// A tensor's values as they lie: (n, h, w, c).
struct Numbers {
  nn::Extents extents;
  std::vector<double> values;

  /// Zero outside of the map, as a convolution's padding is.
  double at(Index n, Index c, Index h, Index w) const {
    const bool inside = h >= 0 && h < extents.h && w >= 0 && w < extents.w;
    return inside ? values[position(n, c, h, w)] : 0;
  }
  double& ref(Index n, Index c, Index h, Index w) { return values[position(n, c, h, w)]; }
  std::size_t position(Index n, Index c, Index h, Index w) const {
    return static_cast<std::size_t>(((n * extents.h + h) * extents.w + w) * extents.c + c);
  }
};

/// What an operation of a cuDNN graph means, on the values of the graph's tensors.
void run(const nn::CudnnOperation& operation, std::vector<Numbers>& tensors);

}  // namespace warpmark::emulation
