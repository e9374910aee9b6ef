#include "models/backends/reference/loops.h"

#include <algorithm>
#include <vector>

namespace warpmark::nn::reference {
namespace {

/// Positions begin … end of one tap on the output at which it lies inside the image.
struct Inside {
  Index begin, end, stride, offset;

  Inside(Index positions, Index extent, Index stride, Index offset)
      : begin(offset < 0 ? (-offset + stride - 1) / stride : 0),
        end(std::min(positions, extent > offset ? (extent - offset - 1) / stride + 1 : 0)),
        stride(stride),
        offset(offset) {}
  Index pixel(Index position) const { return position * stride + offset; }
  bool any() const { return begin < end; }
};

std::vector<Inside> insides(Index taps, Index positions, Index extent, Index stride,
                            Index padding) {
  std::vector<Inside> insides;
  for (Index i = 0; i < taps; ++i) insides.emplace_back(positions, extent, stride, i - padding);
  return insides;
}

struct Extents {
  Index c, h, w;                      // image
  Index k, r, s;                      // filters
  Index p, q;                         // output
  std::vector<Inside> rows, columns;  // of each tap

  template <class Op>
  Extents(const Op& op, const Shape& x, const Shape& weight, const Shape& y)
      : c(x[0]),
        h(x[1]),
        w(x[2]),
        k(weight[0]),
        r(weight[2]),
        s(weight[3]),
        p(y[1]),
        q(y[2]),
        rows(insides(r, p, h, op.stride, op.padding)),
        columns(insides(s, q, w, op.stride, op.padding)) {}

  const Inside& row(Index tap) const { return rows[static_cast<std::size_t>(tap)]; }
  const Inside& column(Index tap) const { return columns[static_cast<std::size_t>(tap)]; }
  Index weight(Index ik, Index ic, Index ir, Index is) const {
    return ((ik * c + ic) * r + ir) * s + is;
  }

  /// Calls body(ik, ic, ir, is) for the taps of filter ik that meet a pixel anywhere.
  template <class Body>
  void taps(Index ik, Body body) const {
    for (Index ic = 0; ic < c; ++ic) {
      for (Index ir = 0; ir < r; ++ir) {
        if (!row(ir).any()) continue;
        for (Index is = 0; is < s; ++is) {
          if (column(is).any()) body(ik, ic, ir, is);
        }
      }
    }
  }

  /// Calls body(x's element, y's element) for a tap at each position where it meets a pixel.
  template <class Body>
  void meet(double* x, double* y, Index ik, Index ic, Index ir, Index is, Body body) const {
    const Inside &in = row(ir), &across = column(is);
    for (Index ip = in.begin; ip < in.end; ++ip) {
      double* pixels = x + (ic * h + in.pixel(ip)) * w;
      double* out = y + (ik * p + ip) * q;
      for (Index iq = across.begin; iq < across.end; ++iq) body(pixels[across.pixel(iq)], out[iq]);
    }
  }
};

}  // namespace

void run(const Convolution& op, const Operands& o) {
  Array &x = *o.in[0], &weight = *o.in[1], &y = *o.out[0];
  const Extents e(op, x.shape, weight.shape, y.shape);
  each(y.images, o.threads, [&](Index n) {
    for (Index k = 0; k < e.k; ++k) {
      const double bias = o.in.size() == 3 ? (*o.in[2])[k] : 0;
      std::fill_n(y.image(n) + k * e.p * e.q, e.p * e.q, bias);
      e.taps(k, [&](Index ik, Index ic, Index ir, Index is) {
        const double w = weight[e.weight(ik, ic, ir, is)];
        e.meet(x.image(n), y.image(n), ik, ic, ir, is, [w](double a, double& b) { b += w * a; });
      });
    }
  });
}

void run(const ConvolutionDgrad& op, const Operands& o) {
  Array &dy = *o.in[0], &weight = *o.in[1], &dx = *o.out[0];
  const Extents e(op, dx.shape, weight.shape, dy.shape);
  each(dx.images, o.threads, [&](Index n) {
    std::fill_n(dx.image(n), dx.size(), 0);
    for (Index k = 0; k < e.k; ++k) {
      e.taps(k, [&](Index ik, Index ic, Index ir, Index is) {
        const double w = weight[e.weight(ik, ic, ir, is)];
        e.meet(dx.image(n), dy.image(n), ik, ic, ir, is, [w](double& a, double b) { a += w * b; });
      });
    }
  });
}

void run(const ConvolutionWgrad& op, const Operands& o) {
  Array &x = *o.in[0], &dy = *o.in[1], &dweight = *o.out[0];
  const Extents e(op, x.shape, dweight.shape, dy.shape);
  std::fill(dweight.data.begin(), dweight.data.end(), 0);
  each(e.k, o.threads, [&](Index k) {
    e.taps(k, [&](Index ik, Index ic, Index ir, Index is) {
      double sum = 0;
      for (Index n = 0; n < x.images; ++n) {
        e.meet(x.image(n), dy.image(n), ik, ic, ir, is, [&](double a, double b) { sum += a * b; });
      }
      dweight[e.weight(ik, ic, ir, is)] = sum;
    });
    if (o.out.size() == 1) return;
    double& dbias = (*o.out[1])[k] = 0;
    for (Index n = 0; n < dy.images; ++n) {
      for (Index i = 0; i < e.p * e.q; ++i) dbias += dy.image(n)[k * e.p * e.q + i];
    }
  });
}

}  // namespace warpmark::nn::reference
