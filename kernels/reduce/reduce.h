#pragma once

#include "harness/spec.h"

// sum += x[i]   for i < n
//
// x: (n); sum: (1). Work: n - 1 additions, x read once.
namespace warpmark {

BenchmarkSpec reduce_spec();

}  // namespace warpmark
