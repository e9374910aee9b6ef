#pragma once

#include "harness/spec.h"

#include <vector>

namespace warpmark {

/// Every suite. `catalog`: the benchmarks that `kernels` and `cpu_baselines` hold all of.
std::vector<Suite> all_suites(const std::vector<BenchmarkSpec>& catalog);

}  // namespace warpmark
