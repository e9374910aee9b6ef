#pragma once

#include "harness/spec.h"

// m[i] = max over j of x[i, j]
// y[i, j] = exp(x[i, j] - m[i]) / (sum over l of exp(x[i, l] - m[i]))   for i < rows, j < cols
//
// x, y: (rows, cols); 16-bit inputs are computed with in fp32. Work: a comparison, a subtraction,
// an exponential, an addition and a division an element; x read and y written once.
namespace warpmark {

BenchmarkSpec softmax_spec();

}  // namespace warpmark
