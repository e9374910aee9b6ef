#include "models/backends/reference/loops.h"

#include <algorithm>
#include <cmath>

namespace warpmark::nn::reference {
namespace {

/// Where in a plane (h, w) the largest pixel of a window lies: the first in row-major order, or a
/// NaN, as PyTorch has it.
template <class Op>
Index largest(const Op& op, const double* x, Index h, Index w, Index p, Index q) {
  const Index top = p * op.stride - op.padding, left = q * op.stride - op.padding;
  Index best = -1;
  for (Index i = std::max(top, Index{0}); i < std::min(top + op.window, h); ++i) {
    for (Index j = std::max(left, Index{0}); j < std::min(left + op.window, w); ++j) {
      const Index at = i * w + j;
      if (best < 0 || x[at] > x[best] || std::isnan(x[at])) best = at;
    }
  }
  return best;
}

/// Calls body(largest pixel's position, position in y) for all windows of image n.
template <class Op, class Body>
void windows(const Op& op, Array& x, const Shape& y, Index n, Body body) {
  const Index h = x.shape[1], w = x.shape[2];
  for (Index c = 0; c < y[0]; ++c) {
    for (Index p = 0; p < y[1]; ++p) {
      for (Index q = 0; q < y[2]; ++q) {
        const Index plane = c * h * w;
        body(plane + largest(op, x.image(n) + plane, h, w, p, q), (c * y[1] + p) * y[2] + q);
      }
    }
  }
}

}  // namespace

void run(const MaxPool& op, const Operands& o) {
  Array &x = *o.in[0], &y = *o.out[0];
  each(y.images, o.threads, [&](Index n) {
    windows(op, x, y.shape, n, [&](Index from, Index to) { y.image(n)[to] = x.image(n)[from]; });
  });
}

void run(const MaxPoolBackward& op, const Operands& o) {
  Array &x = *o.in[0], &dy = *o.in[2], &dx = *o.out[0];
  each(dx.images, o.threads, [&](Index n) {
    std::fill_n(dx.image(n), dx.size(), 0);
    windows(op, x, dy.shape, n,
            [&](Index from, Index to) { dx.image(n)[from] += dy.image(n)[to]; });
  });
}

void run(const GlobalAveragePool&, const Operands& o) {
  Array &x = *o.in[0], &y = *o.out[0];
  const Index plane = x.size() / y.size();
  for (Index i = 0; i < y.images * y.size(); ++i) {
    double sum = 0;
    for (Index j = 0; j < plane; ++j) sum += x[i * plane + j];
    y[i] = sum / static_cast<double>(plane);
  }
}

void run(const GlobalAveragePoolBackward&, const Operands& o) {
  Array &dy = *o.in[0], &dx = *o.out[0];
  const Index plane = dx.size() / dy.size();
  for (Index i = 0; i < dx.images * dx.size(); ++i) {
    dx[i] = dy[i / plane] / static_cast<double>(plane);
  }
}

}  // namespace warpmark::nn::reference
