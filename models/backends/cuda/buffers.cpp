#include "models/backends/cuda/buffers.h"

namespace warpmark::nn {

Index Buffer::position(Index i) const {
  const Index w = i % logical.w, h = i / logical.w % logical.h;
  const Index c = i / (logical.w * logical.h) % logical.c;
  const Index n = i / (logical.w * logical.h * logical.c);
  return ((n * stored.h + h) * stored.w + w) * stored.c + c;
}

}  // namespace warpmark::nn
