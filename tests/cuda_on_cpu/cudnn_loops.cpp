#include "tests/cuda_on_cpu/cudnn_loops.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace warpmark::emulation {
namespace {

using nn::CudnnOperation;
using Kind = CudnnOperation::Kind;

/// Operands in the order of the operation's comment.
struct Operands {
  const CudnnOperation& operation;
  std::vector<Numbers>& tensors;

  Numbers& in(std::size_t i) const {
    return tensors[static_cast<std::size_t>(operation.inputs.at(i))];
  }
  Numbers& out(std::size_t i) const {
    return tensors[static_cast<std::size_t>(operation.outputs.at(i))];
  }
};

/// Calls body(n, k, p, q, c, r, s, h, w) for each tap of each filter k at each place (p, q) of the
/// output, where it lies on pixel (h, w) of the map.
template <class Body>
void taps(const CudnnOperation& o, const nn::Extents& x, const nn::Extents& weight,
          const nn::Extents& y, Body body) {
  for (Index n = 0; n < y.n; ++n) {
    for (Index i = 0; i < y.c * y.h * y.w; ++i) {
      const Index k = i % y.c, q = i / y.c % y.w, p = i / y.c / y.w;
      for (Index j = 0; j < weight.c * weight.h * weight.w; ++j) {
        const Index c = j % weight.c, s = j / weight.c % weight.w, r = j / weight.c / weight.w;
        const Index h = p * o.stride + r - o.padding, w = q * o.stride + s - o.padding;
        if (h >= 0 && h < x.h && w >= 0 && w < x.w) body(n, k, p, q, c, r, s, h, w);
      }
    }
  }
}

void convolution(const Operands& o) {
  Numbers &x = o.in(0), &weight = o.in(1), &y = o.out(0);
  taps(o.operation, x.extents, weight.extents, y.extents,
       [&](Index n, Index k, Index p, Index q, Index c, Index r, Index s, Index h, Index w) {
         y.ref(n, k, p, q) += weight.at(k, c, r, s) * x.at(n, c, h, w);
       });
}

void dgrad(const Operands& o) {
  Numbers &dy = o.in(0), &weight = o.in(1), &dx = o.out(0);
  taps(o.operation, dx.extents, weight.extents, dy.extents,
       [&](Index n, Index k, Index p, Index q, Index c, Index r, Index s, Index h, Index w) {
         dx.ref(n, c, h, w) += weight.at(k, c, r, s) * dy.at(n, k, p, q);
       });
}

void wgrad(const Operands& o) {
  Numbers &dy = o.in(0), &x = o.in(1), &dweight = o.out(0);
  taps(o.operation, x.extents, dweight.extents, dy.extents,
       [&](Index n, Index k, Index p, Index q, Index c, Index r, Index s, Index h, Index w) {
         dweight.ref(k, c, r, s) += dy.at(n, k, p, q) * x.at(n, c, h, w);
       });
}

/// y = op(a, b); an operand of one element a channel, or of one in all, belongs to every place.
template <class Op>
void each(const Operands& o, Op op) {
  Numbers& y = o.out(0);
  const auto element = [&](const Numbers& x, std::size_t i) {
    return x.values.size() == y.values.size() ? x.values[i] : x.values[i % x.values.size()];
  };
  const bool two = o.operation.inputs.size() == 2;
  for (std::size_t i = 0; i < y.values.size(); ++i) {
    y.values[i] = op(element(o.in(0), i), two ? element(o.in(1), i) : 0);
  }
}

std::size_t channels(const Numbers& x) { return static_cast<std::size_t>(x.extents.c); }
double places(const Numbers& x) {
  return static_cast<double>(x.values.size()) / static_cast<double>(channels(x));
}

/// Calls body(element) for the positions of a channel.
template <class Body>
void of_channel(const Numbers& x, std::size_t channel, Body body) {
  for (std::size_t i = channel; i < x.values.size(); i += channels(x)) body(i);
}

void statistics(const Operands& o) {
  for (std::size_t c = 0; c < channels(o.in(0)); ++c) {
    double &sum = o.out(0).values[c] = 0, &squares = o.out(1).values[c] = 0;
    of_channel(o.in(0), c, [&](std::size_t i) {
      sum += o.in(0).values[i];
      squares += o.in(0).values[i] * o.in(0).values[i];
    });
  }
}

/// The running variance moves towards the unbiased one.
void batch_norm(const Operands& o) {
  const Numbers& x = o.in(0);
  const double epsilon = o.in(3).values[0], momentum = o.in(6).values[0], n = places(x);
  for (std::size_t c = 0; c < channels(x); ++c) {
    double mean = 0, squares = 0;
    of_channel(x, c, [&](std::size_t i) { mean += x.values[i] / n; });
    of_channel(x, c, [&](std::size_t i) { squares += std::pow(x.values[i] - mean, 2); });
    const double rstd = 1 / std::sqrt(squares / n + epsilon);
    of_channel(x, c, [&](std::size_t i) {
      o.out(0).values[i] = (x.values[i] - mean) * rstd * o.in(1).values[c] + o.in(2).values[c];
    });
    o.out(1).values[c] = mean;
    o.out(2).values[c] = rstd;
    o.out(3).values[c] = (1 - momentum) * o.in(4).values[c] + momentum * mean;
    o.out(4).values[c] = (1 - momentum) * o.in(5).values[c] + momentum * squares / (n - 1);
  }
}

void batch_norm_applied(const Operands& o) {
  const Numbers& x = o.in(0);
  for (std::size_t c = 0; c < channels(x); ++c) {
    of_channel(x, c, [&](std::size_t i) {
      o.out(0).values[i] =
          (x.values[i] - o.in(1).values[c]) * o.in(2).values[c] * o.in(3).values[c] +
          o.in(4).values[c];
    });
  }
}

/// The sums of a batch norm's backward pass: dscale, dbias.
std::pair<double, double> sums(const Operands& o, std::size_t c) {
  double dscale = 0, dbias = 0;
  of_channel(o.in(0), c, [&](std::size_t i) {
    const double dy = o.in(0).values[i];
    dscale += dy * (o.in(1).values[i] - o.in(3).values[c]) * o.in(4).values[c];
    dbias += dy;
  });
  return {dscale, dbias};
}

void batch_norm_backward(const Operands& o) {
  const Numbers &dy = o.in(0), &x = o.in(1);
  const double n = places(x);
  for (std::size_t c = 0; c < channels(x); ++c) {
    const auto [dscale, dbias] = sums(o, c);
    const double scale = o.in(2).values[c], mean = o.in(3).values[c], rstd = o.in(4).values[c];
    of_channel(x, c, [&, dscale = dscale, dbias = dbias](std::size_t i) {
      const double normalised = (x.values[i] - mean) * rstd;
      o.out(0).values[i] = scale * rstd * (dy.values[i] - dbias / n - normalised * dscale / n);
    });
    o.out(1).values[c] = dscale;
    o.out(2).values[c] = dbias;
  }
}

void batch_norm_weights(const Operands& o) {
  const double n = places(o.in(1));
  for (std::size_t c = 0; c < channels(o.in(1)); ++c) {
    const auto [dscale, dbias] = sums(o, c);
    const double scale = o.in(2).values[c], mean = o.in(3).values[c], rstd = o.in(4).values[c];
    const double a = scale * rstd, b = -a * rstd * dscale / n;
    o.out(0).values[c] = dscale;
    o.out(1).values[c] = dbias;
    o.out(2).values[c] = a;
    o.out(3).values[c] = b;
    o.out(4).values[c] = -a * dbias / n - b * mean;
  }
}

}  // namespace

void run(const CudnnOperation& operation, std::vector<Numbers>& tensors) {
  const Operands o{operation, tensors};
  switch (operation.kind) {
    case Kind::convolution: return convolution(o);
    case Kind::dgrad: return dgrad(o);
    case Kind::wgrad: return wgrad(o);
    case Kind::add: return each(o, [](double a, double b) { return a + b; });
    case Kind::subtract: return each(o, [](double a, double b) { return a - b; });
    case Kind::multiply: return each(o, [](double a, double b) { return a * b; });
    case Kind::relu: return each(o, [](double a, double) { return a < 0 ? 0 : a; });
    case Kind::relu_backward: return each(o, [](double dy, double x) { return x > 0 ? dy : 0; });
    case Kind::greater: return each(o, [](double a, double b) { return a > b ? 1.0 : 0.0; });
    case Kind::statistics: return statistics(o);
    case Kind::batch_norm: return batch_norm(o);
    case Kind::batch_norm_applied: return batch_norm_applied(o);
    case Kind::batch_norm_backward: return batch_norm_backward(o);
    case Kind::batch_norm_weights: return batch_norm_weights(o);
  }
  throw std::logic_error("unknown operation");
}

}  // namespace warpmark::emulation
