#pragma once

#include "harness/verify.h"

#include <functional>

namespace warpmark {

/// Sums the terms 0 … n with all threads. `add_terms` adds those of begin … end to its sum. Chunks
/// have a fixed size and are joined in order: the result does not depend on the threads.
Exact sum_in_chunks(Index n,
                    const std::function<void(Index begin, Index end, ExactSum& sum)>& add_terms);

/// Calls body(begin, end) for parts of 0 … n with all threads that this process may use.
void with_all_threads(Index n, const std::function<void(Index begin, Index end)>& body);

/// The largest error of rounding `value` to `dtype`; below its normal numbers they are equally
/// spaced, and the error no longer shrinks with the value.
double rounding_error(DType dtype, double value);

}  // namespace warpmark
