#pragma once

#include "harness/index.h"

#include <dnnl.hpp>

#include <optional>

namespace warpmark::nn::cpu {

using Layout = dnnl::memory::desc;
using Element = dnnl::memory::data_type;

/// Dense, in the order of the extents.
Layout row_major(const Shape& shape, Element element);

/// Whatever suits a primitive.
Layout any_layout(const Shape& shape, Element element);

/// Images (N, C, H, W) with a vector of channels side by side: what loops over channels read.
Layout in_vectors(const Shape& shape, Element element);

/// Images of that shape, their channels laid out as those of `like`; any where that is neither
/// channels last nor blocks of channels.
Layout laid_out_as(const Layout& like, const Shape& shape, Element element);

/// How such a loop walks through images. Distances are in elements.
struct ChannelVectors {
  Index images, vectors, positions;  // vectors of channels; positions of an image
  Index pixel;                       // from one position to the next

  /// Where vector `v` of the first position of an image lies.
  Index offset(Index n, Index v) const {
    return n * image + v / per_block * block + v % per_block * lanes;
  }

  Index image, block, per_block, lanes;
};

/// Empty where channels do not lie in whole vectors.
std::optional<ChannelVectors> channel_vectors(const Layout& layout);

}  // namespace warpmark::nn::cpu
