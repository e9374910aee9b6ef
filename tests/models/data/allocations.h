#pragma once

#include <cstddef>

namespace warpmark::nn {

/// The largest single allocation that `new` was asked for since the last call, in bytes.
std::size_t largest_allocation();

}  // namespace warpmark::nn
