#pragma once

namespace warpmark {

/// What the mathematics needs for one repetition, not what the code does: a multiply-add is two
/// floating-point operations, every operand is moved once between memory and processor.
struct Work {
  double flops = 0;  // floating-point operations
  double bytes = 0;  // bytes read and written
  double items = 0;  // elements, images, tokens: what the benchmark says it processes
};

}  // namespace warpmark
