#include "models/backends/reference/loops.h"

#include <algorithm>
#include <cmath>

namespace warpmark::nn::reference {
namespace {

Index label(Array& labels, Index n) { return static_cast<Index>(labels[n]); }

/// ln Σ exp(logit), without overflow.
double log_sum_exp(const double* logits, Index classes) {
  const double largest = *std::max_element(logits, logits + classes);
  double sum = 0;
  for (Index k = 0; k < classes; ++k) sum += std::exp(logits[k] - largest);
  return largest + std::log(sum);
}

}  // namespace

void run(const SoftmaxNll&, const Operands& o) {
  Array &logits = *o.in[0], &labels = *o.in[1], &loss = *o.out[0], &correct = *o.out[1];
  loss[0] = correct[0] = 0;
  for (Index n = 0; n < logits.images; ++n) {
    const double* of = logits.image(n);
    loss[0] += log_sum_exp(of, logits.size()) - of[label(labels, n)];
    correct[0] += std::max_element(of, of + logits.size()) - of == label(labels, n);
  }
  loss[0] /= static_cast<double>(logits.images);
}

void run(const SoftmaxNllBackward&, const Operands& o) {
  Array &logits = *o.in[0], &labels = *o.in[1], &dlogits = *o.out[0];
  for (Index n = 0; n < logits.images; ++n) {
    const double* of = logits.image(n);
    const double total = log_sum_exp(of, logits.size());
    for (Index k = 0; k < logits.size(); ++k) {
      const double probability = std::exp(of[k] - total), target = k == label(labels, n);
      dlogits.image(n)[k] = (probability - target) / static_cast<double>(logits.images);
    }
  }
}

void run(const Sgd& op, const Operands& o) {
  for (std::size_t i = 0; i < o.in.size(); ++i) {
    Array &gradient = *o.in[i], &velocity = o.optimised->velocities[i];
    Array& parameter = *o.optimised->parameters[i];
    for (Index j = 0; j < parameter.size(); ++j) {
      velocity[j] = op.momentum * velocity[j] + gradient[j];
      parameter[j] -= o.optimised->learning_rate * velocity[j];
    }
  }
}

}  // namespace warpmark::nn::reference
