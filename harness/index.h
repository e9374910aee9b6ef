#pragma once

#include <cstdint>
#include <numeric>
#include <vector>

namespace warpmark {

using Index = std::int64_t;        // a position in a flat, row-major array
using Shape = std::vector<Index>;  // extents, slowest first; a scalar is {1}

/// Number of elements of a shape.
inline Index count(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), Index{1}, std::multiplies<>());
}

}  // namespace warpmark
