#pragma once

#include "harness/limit.h"
#include "harness/spec.h"

// What a machine can do at most, measured by loops that do nothing else. These are the canaries: a
// run measures them first, in the middle and last, and holds every other row against them. They are
// frozen (tests/kernels/canaries.sha256), so that their times tell one machine from another and a
// machine from its former self.
//
//   read     y[j] = Σ x[1024 j + i], i < 1024             x: (n); y: (n / 1024)
//   copy     y[i] = x[i]                                  x, y: (n)
//   triad    y[i] = x[i] + 3 z[i]                         x, y, z: (n)
//   cache    p times read, from the caches                x: (n); y: (p, n / 1024)
//   fma      y[i] = x[i], then 1024 times y[i] += a b     x, y: (n); a, b: (1)
//   tensor   C += A B, 256 times; y[r] = Σ C[r, j]        y: (n); u, v: (n / 64)
//   launch   y[0] = 1                                     y: (1)
//
// tensor: for every 64 rows r an A (64 × depth) whose elements are all u[r / 64], and a B (depth ×
// columns) whose elements are all v[r / 64]. All inputs are integers so small that each result is
// exact in any order. Work: every array moved once, by cache p times; a multiply-add is two.
namespace warpmark {

/// What the axis `limit` names.
inline Limit limit_of(const Params& params) { return parse_limit(params.word("limit")); }

inline constexpr Index kSegment = 1024;  // elements that read sums up
inline constexpr float kTriadScalar = 3;
inline constexpr int kFmaSteps = 1024;
inline constexpr int kTensorSteps = 256;
inline constexpr Index kTensorRows = 64;  // of a tile

/// What one step of tensor multiplies: as deep as one of Hopper's instructions.
struct TensorTile {
  Index depth, columns;
};
inline TensorTile tensor_tile(DType dtype) {
  if (dtype == DType::fp64) return {.depth = 16, .columns = 64};
  return {.depth = 32 / static_cast<Index>(storage_bytes(dtype)), .columns = 256};
}

/// How often cache reads n elements.
inline Index cache_passes(Index n) { return std::min(n / 8, (Index{1} << 29) / n); }

/// Of y.
inline Shape ceilings_shape(const Params& params) {
  const Index n = params["n"];
  switch (limit_of(params)) {
    case Limit::read: return {n / kSegment};
    case Limit::cache: return {cache_passes(n), n / kSegment};
    case Limit::launch: return {1};
    default: return {n};
  }
}

BenchmarkSpec ceilings_spec();

}  // namespace warpmark
