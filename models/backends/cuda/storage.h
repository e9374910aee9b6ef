#pragma once

#include "harness/dtype.h"
#include "harness/index.h"

#include <cstddef>

namespace warpmark::nn {

/// How elements lie in device memory. Bits: eight a byte, the first the lowest.
enum class Storage { fp32, bf16, fp16, bit, byte, int32 };

/// Of activations, and of the weights that are multiplied with them.
Storage storage(DType dtype);
const char* name(Storage storage);
/// Bytes of so many elements.
std::size_t bytes(Storage storage, Index elements);

/// Images, channels, height, width; the channels lie next to each other (NHWC). Of weights: K, C,
/// R, S, which lie as K, R, S, C. Features without a place are channels of 1×1 maps.
struct Extents {
  Index n = 1, c = 1, h = 1, w = 1;
  Index count() const { return n * c * h * w; }
  bool operator==(const Extents&) const = default;
};

/// Channels as they are stored, the last of them zeros: a multiple of 16 bytes, which is what
/// tensor cores are fed with.
Index padded_channels(Storage storage, Index channels);

}  // namespace warpmark::nn
