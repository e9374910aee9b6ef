#include "tests/models/error_band.h"

#include "harness/philox.h"
#include "models/backends/reference/reference.h"
#include "tests/models/norms.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace warpmark::nn {
namespace {

constexpr std::uint32_t kRuns = 8;

/// Tensor cores take TF32's operands with 11 bits: rounded they are off by this at most, cut by
/// this in the mean.
double roundoff(DType dtype) {
  switch (dtype) {
    case DType::bf16: return 0x1p-8;
    case DType::tf32:
    case DType::fp16: return 0x1p-11;
    default: return 0x1p-24;
  }
}

/// Multiplies each value by 1 + size or by 1 - size, at random or, where numbers are cut instead of
/// rounded, which does not cancel in sums, all by the latter.
Disturb errors(double size, bool cut, std::uint32_t run) {
  return [=, next = std::uint64_t{0}](std::span<double> values) mutable {
    for (double& value : values) {
      const bool up = !cut && (philox(next++, {run, 1}).word[0] & 1) != 0;
      value *= up ? 1 + size : 1 - size;
    }
  };
}

}  // namespace

ErrorBand::ErrorBand(const Graph& graph, const ImageSet& images, Build build, const State& state,
                     DType dtype)
    : roundoff_(roundoff(dtype)) {
  build.dtype = DType::fp64;
  build.queue = nullptr;
  programs_.push_back(compile_reference(graph, images, build));
  for (std::uint32_t run = 0; run < kRuns; ++run) {
    const bool cut = dtype == DType::tf32 && run == 0;
    programs_.push_back(
        compile_disturbed_reference(graph, images, build, errors(roundoff_, cut, run)));
  }
  for (const auto& program : programs_) program->write(state);
}

void ErrorBand::run(const Steps& steps) {
  for (const auto& program : programs_) program->run(steps);
}

void ErrorBand::expect_near(const Tensor& got, const std::function<Tensor(Program&)>& read,
                            const std::string& what) {
  constexpr double kSums = 1e-5;
  const Tensor expected = read(exact());
  ASSERT_EQ(got.shape, expected.shape) << what;
  ASSERT_EQ(got.values.size(), expected.values.size()) << what;
  double farthest = 0;
  for (std::size_t run = 1; run < programs_.size(); ++run) {
    farthest = std::max(farthest, distance(read(*programs_[run]), expected));
  }
  const double own = (roundoff_ + kSums) * norm(expected.values) + 1e-12;
  EXPECT_LE(distance(got, expected), 2 * farthest + own)
      << what << ", of norm " << norm(expected.values);
}

}  // namespace warpmark::nn
