#include "models/backends/reference/loops.h"

namespace warpmark::nn::reference {

void run(const Relu&, const Operands& o) {
  Array &x = *o.in[0], &y = *o.out[0];
  // A NaN stays one.
  for (Index i = 0; i < y.images * y.size(); ++i) y[i] = x[i] < 0 ? 0 : x[i];
}

void run(const ReluBackward&, const Operands& o) {
  Array &y = *o.in[0], &dy = *o.in[1], &dx = *o.out[0];
  for (Index i = 0; i < dx.images * dx.size(); ++i) dx[i] = y[i] == 0 ? 0 : dy[i];
}

void run(const Add&, const Operands& o) {
  Array &a = *o.in[0], &b = *o.in[1], &sum = *o.out[0];
  for (Index i = 0; i < sum.images * sum.size(); ++i) sum[i] = a[i] + b[i];
}

}  // namespace warpmark::nn::reference
