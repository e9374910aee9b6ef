#include "models/backends/reference/loops.h"

#include <cmath>
#include <stdexcept>

namespace warpmark::nn::reference {
namespace {

Index channels(const Array& x) { return x.shape[0]; }
Index plane(const Array& x) { return x.size() / x.shape[0]; }

/// Calls body(i) for every element of a channel, its position in the array.
template <class Body>
void elements(const Array& x, Index channel, Body body) {
  for (Index n = 0; n < x.images; ++n) {
    const Index begin = n * x.size() + channel * plane(x);
    for (Index i = begin; i < begin + plane(x); ++i) body(i);
  }
}

}  // namespace

void run(const BatchNorm& op, const Operands& o) {
  Array &x = *o.in[0], &gamma = *o.in[1], &beta = *o.in[2];
  Array &running_mean = *o.in[3], &running_variance = *o.in[4];
  Array &y = *o.out[0], &mean = *o.out[1], &rstd = *o.out[2];
  const auto n = static_cast<double>(x.images * plane(x));
  if (n < 2) throw std::invalid_argument("batch norm of a single element has no variance");
  each(channels(x), o.threads, [&](Index c) {
    double sum = 0, squares = 0;
    elements(x, c, [&](Index i) { sum += x[i]; });
    mean[c] = sum / n;
    elements(x, c, [&](Index i) { squares += (x[i] - mean[c]) * (x[i] - mean[c]); });
    rstd[c] = 1 / std::sqrt(squares / n + op.epsilon);
    elements(x, c, [&](Index i) { y[i] = (x[i] - mean[c]) * rstd[c] * gamma[c] + beta[c]; });
    running_mean[c] += op.momentum * (mean[c] - running_mean[c]);
    running_variance[c] += op.momentum * (squares / (n - 1) - running_variance[c]);
  });
}

void run(const BatchNormInference& op, const Operands& o) {
  Array &x = *o.in[0], &gamma = *o.in[1], &beta = *o.in[2];
  Array &mean = *o.in[3], &variance = *o.in[4], &y = *o.out[0];
  each(channels(x), o.threads, [&](Index c) {
    const double rstd = 1 / std::sqrt(variance[c] + op.epsilon);
    elements(x, c, [&](Index i) { y[i] = (x[i] - mean[c]) * rstd * gamma[c] + beta[c]; });
  });
}

void run(const BatchNormBackward&, const Operands& o) {
  Array &x = *o.in[0], &dy = *o.in[1], &gamma = *o.in[2], &mean = *o.in[3], &rstd = *o.in[4];
  Array &dx = *o.out[0], &dgamma = *o.out[1], &dbeta = *o.out[2];
  const auto n = static_cast<double>(x.images * plane(x));
  each(channels(x), o.threads, [&](Index c) {
    const auto normalised = [&](Index i) { return (x[i] - mean[c]) * rstd[c]; };
    dgamma[c] = dbeta[c] = 0;
    elements(x, c, [&](Index i) {
      dgamma[c] += dy[i] * normalised(i);
      dbeta[c] += dy[i];
    });
    elements(x, c, [&](Index i) {
      dx[i] = gamma[c] * rstd[c] * (dy[i] - dbeta[c] / n - normalised(i) * dgamma[c] / n);
    });
  });
}

}  // namespace warpmark::nn::reference
