#pragma once

#include "harness/error.h"
#include "harness/spec.h"

#include <array>
#include <string_view>

// BabelStream's five loops over i < n, with s = 0.4 rounded to the dtype:
//
//   copy    c[i] = a[i]
//   mul     b[i] = s * c[i]
//   add     c[i] = a[i] + b[i]
//   triad   a[i] = b[i] + s * c[i]
//   dot     sum += a[i] * b[i]
//
// a, b, c: (n); sum: (1). A loop's sources are its inputs and its destination its output, which it
// never reads, so every loop may be repeated. Work: each of its arrays moved once.
// (T. Deakin et al., GPU-STREAM v2.0, ISC 2016 workshops.)
namespace warpmark {

inline constexpr double kStreamScalar = 0.4;

enum class StreamOp { copy, mul, add, triad, dot };

struct StreamLoop {
  StreamOp op;
  std::string_view name;
  std::string_view sources;  // one letter an array
  std::string_view destination;
  double flops;  // an element
};

inline constexpr std::array<StreamLoop, 5> kStreamLoops{{
    {StreamOp::copy, "copy", "a", "c", 0},
    {StreamOp::mul, "mul", "c", "b", 1},
    {StreamOp::add, "add", "ab", "c", 1},
    {StreamOp::triad, "triad", "bc", "a", 2},
    {StreamOp::dot, "dot", "ab", "sum", 2},
}};

/// The loop that the axis `op` names. Throws UsageError where there is none.
inline const StreamLoop& stream_loop(const Params& params) {
  for (const StreamLoop& loop : kStreamLoops) {
    if (loop.name == params.word("op")) return loop;
  }
  throw UsageError("unknown op '" + params.word("op") + "': copy, mul, add, triad or dot");
}

/// Of the loop's destination.
inline Shape stream_shape(const Params& params) {
  return {stream_loop(params).op == StreamOp::dot ? 1 : params["n"]};
}

BenchmarkSpec stream_spec();

}  // namespace warpmark
