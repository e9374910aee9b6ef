#pragma once

#include "harness/spec.h"

#include <vector>

namespace warpmark {

/// Every suite. `catalog`: the benchmarks that `kernels`, `cpu_baselines` and `training` hold all
/// of, each as its spec says; axes whose value names may leave out have that value.
std::vector<Suite> all_suites(const std::vector<BenchmarkSpec>& catalog);

}  // namespace warpmark
