#pragma once

#include "models/program.h"

#include <functional>
#include <string>

namespace warpmark::nn {

/// A network on the reference back end, and how far its results are from these where every value on
/// the way is off by a unit roundoff of a dtype, up or down at random (for tf32 also: all down, for
/// tensor cores ignore the low bits of numbers that nobody rounded). So a bound is known that
/// holds where rounding turns the choice of a pool or of a ReLU, or where a gradient is what is
/// left of larger numbers: so many roundings times the norm of the result is none.
class ErrorBand {
 public:
  /// Keeps references to the images.
  ErrorBand(const Graph& graph, const ImageSet& images, Build build, const State& state,
            DType dtype);

  void run(const Steps& steps);
  Program& exact() { return *programs_.front(); }

  /// Expects a result to be at most twice as far, in the norm, from the exact one as the farthest
  /// of the runs is, its own rounding and fp32's in sums besides.
  void expect_near(const Tensor& got, const std::function<Tensor(Program&)>& read,
                   const std::string& what);

 private:
  double roundoff_;
  std::vector<std::unique_ptr<Program>> programs_;  // the exact one, then those with errors
};

}  // namespace warpmark::nn
