#pragma once

#include "harness/index.h"

#include <functional>

namespace warpmark {

/// Splits 0 … n into `threads` contiguous parts, as a static OpenMP loop does, on the same
/// threads, and calls body(begin, end) for each. Parts begin at multiples of `grain`.
/// An exception in a body is rethrown after all parts have ended.
void parallel_ranges(Index n, int threads, Index grain,
                     const std::function<void(Index begin, Index end)>& body);

}  // namespace warpmark
