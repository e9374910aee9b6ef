#include "models/backends/reference/loops.h"

namespace warpmark::nn::reference {

void run(const Linear&, const Operands& o) {
  Array &x = *o.in[0], &weight = *o.in[1], &bias = *o.in[2], &y = *o.out[0];
  each(y.images, o.threads, [&](Index n) {
    for (Index k = 0; k < y.size(); ++k) {
      double sum = bias[k];
      for (Index i = 0; i < x.size(); ++i) sum += weight[k * x.size() + i] * x.image(n)[i];
      y.image(n)[k] = sum;
    }
  });
}

void run(const LinearDgrad&, const Operands& o) {
  Array &dy = *o.in[0], &weight = *o.in[1], &dx = *o.out[0];
  each(dx.images, o.threads, [&](Index n) {
    for (Index i = 0; i < dx.size(); ++i) {
      double sum = 0;
      for (Index k = 0; k < dy.size(); ++k) sum += weight[k * dx.size() + i] * dy.image(n)[k];
      dx.image(n)[i] = sum;
    }
  });
}

void run(const LinearWgrad&, const Operands& o) {
  Array &x = *o.in[0], &dy = *o.in[1], &dweight = *o.out[0], &dbias = *o.out[1];
  each(dy.size(), o.threads, [&](Index k) {
    dbias[k] = 0;
    for (Index n = 0; n < x.images; ++n) dbias[k] += dy.image(n)[k];
    for (Index i = 0; i < x.size(); ++i) {
      double sum = 0;
      for (Index n = 0; n < x.images; ++n) sum += dy.image(n)[k] * x.image(n)[i];
      dweight[k * x.size() + i] = sum;
    }
  });
}

}  // namespace warpmark::nn::reference
