#pragma once

#include "harness/spec.h"

#include <vector>

namespace warpmark {

/// Every benchmark of kernels/, in the order in which they are listed and run.
std::vector<BenchmarkSpec> catalog();

}  // namespace warpmark
