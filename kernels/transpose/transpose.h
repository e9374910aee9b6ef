#pragma once

#include "harness/spec.h"

// y[j, i] = x[i, j]   for i < rows, j < cols
//
// x: (rows, cols); y: (cols, rows). Work: no arithmetic, x read and y written once.
namespace warpmark {

BenchmarkSpec transpose_spec();

}  // namespace warpmark
