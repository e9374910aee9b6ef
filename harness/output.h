#pragma once

#include "harness/dtype.h"
#include "harness/index.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace warpmark {

/// A named view of a result where it lies, for verification; never timed. Each call finds the
/// work enqueued before it finished.
class Output {
 public:
  Output(std::string name, DType dtype, Shape shape)
      : name(std::move(name)), dtype(dtype), shape(std::move(shape)) {}
  virtual ~Output() = default;

  /// Elements begin … begin + out.size(), row-major, widened to double.
  virtual void read(Index begin, std::span<double> out) = 0;

  /// Overwrites every element with NaN (the largest magnitude where the dtype has none).
  virtual void poison() = 0;

  /// How many elements are NaN, all of them looked at.
  virtual Index count_nan() = 0;

  const std::string name;
  const DType dtype;
  const Shape shape;
};

using Outputs = std::vector<std::unique_ptr<Output>>;

/// A view of host memory at `data`, row-major and dense, scanned with `threads` threads.
std::unique_ptr<Output> host_output(std::string name, DType dtype, Shape shape, std::byte* data,
                                    int threads);

}  // namespace warpmark
