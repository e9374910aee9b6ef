#pragma once

#include "harness/result.h"

#include <string>
#include <vector>

namespace warpmark {

/// What the timings of each GPU variant reveal beside each other, a line each: "gpu/cublas: a
/// launch adds 1.90 µs (1.80–2.00), cold caches add 3.30 µs (3.10–3.50)". A launch adds hot minus
/// graph, cold caches add cold minus graph, and nothing where the interval of the difference holds
/// zero. `rows`: of one point. Variants without graph and one of the others have no line.
std::vector<std::string> overhead_lines(const std::vector<Result>& rows);

}  // namespace warpmark
