// The oracles against the loops of the kernels' headers, in extended precision.

#include "kernels/oracle.h"

#include "tests/kernels/problem.h"

#include <gtest/gtest.h>

#include <cmath>

namespace warpmark {
namespace {

/// Relative to the magnitude; double's own rounding, and that of a few products, remains.
void expect_exact(const Exact& exact, long double value, long double magnitude) {
  EXPECT_LE(std::abs(exact.value - value), 3e-16L * magnitude);
  EXPECT_NEAR(exact.magnitude, static_cast<double>(magnitude),
              1e-12 * static_cast<double>(magnitude));
}

class StreamOracle : public testing::TestWithParam<const char*> {};

TEST_P(StreamOracle, IsTheLoop) {
  const Problem problem("stream", {{"dtype", GetParam()}, {"op", "triad"}, {"n", 100}});
  const long double s = round_to(problem.point.dtype(), 0.4);
  for (Index i = 0; i < 100; ++i) {
    const long double b = problem.in("b", i), c = problem.in("c", i);
    expect_exact(problem.exact("a", i), b + s * c, std::abs(b) + std::abs(s * c));
  }
}

TEST_P(StreamOracle, SumsProducts) {
  const Problem problem("stream", {{"dtype", GetParam()}, {"op", "dot"}, {"n", 200001}});
  long double sum = 0, magnitude = 0;
  for (Index i = 0; i < 200001; ++i) {
    const long double term = problem.in("a", i) * problem.in("b", i);
    sum += term, magnitude += std::abs(term);
  }
  EXPECT_EQ(problem.exact("sum", 0).value, static_cast<double>(sum));
  EXPECT_EQ(problem.exact("sum", 0).magnitude, static_cast<double>(magnitude));
}

INSTANTIATE_TEST_SUITE_P(DTypes, StreamOracle, testing::Values("fp64", "fp32"));

TEST(StreamOracle, HasOneOutputForEachLoop) {
  for (const char* op : {"copy", "mul", "add", "triad", "dot"}) {
    const Problem problem("stream", {{"dtype", "fp32"}, {"op", op}, {"n", 5}});
    int outputs = 0;
    for (const Expected& e : problem.spec.verify) {
      if (!e.shape(problem.point.params).empty()) ++outputs;
    }
    EXPECT_EQ(outputs, 1) << op;
  }
}

TEST(ReduceOracle, SumsChunksInOrder) {
  const Problem problem("reduce", {{"dtype", "fp64"}, {"n", 200001}});
  long double sum = 0;
  for (Index i = 0; i < 200001; ++i) sum += problem.in("x", i);
  EXPECT_EQ(problem.exact("sum", 0).value, static_cast<double>(sum));
}

TEST(TransposeOracle, ExchangesRowsAndColumns) {
  const Problem problem("transpose", {{"dtype", "fp32"}, {"rows", 5}, {"cols", 7}});
  for (Index i = 0; i < 5; ++i) {
    for (Index j = 0; j < 7; ++j) {
      EXPECT_EQ(problem.exact("y", j * 5 + i).value, problem.in("x", i * 7 + j));
    }
  }
}

TEST(SoftmaxOracle, IsTheLoop) {
  const Problem problem("softmax", {{"dtype", "bf16"}, {"rows", 3}, {"cols", 50}});
  for (Index i = 0; i < 3; ++i) {
    long double sum = 0;
    for (Index j = 0; j < 50; ++j)
      sum += std::exp(static_cast<long double>(problem.in("x", i * 50 + j)));
    for (Index j = 0; j < 50; ++j) {
      const long double y = std::exp(static_cast<long double>(problem.in("x", i * 50 + j))) / sum;
      EXPECT_NEAR(problem.exact("y", i * 50 + j).value, static_cast<double>(y), 1e-15);
    }
  }
}

class GemmOracle : public testing::TestWithParam<const char*> {
 protected:
  static constexpr Index kM = 7, kN = 11, kK = 300;
  const Problem problem_{"gemm", {{"dtype", GetParam()}, {"m", kM}, {"n", kN}, {"k", kK}}};

  long double product(Index i, Index j) const {
    long double sum = 0;
    for (Index l = 0; l < kK; ++l)
      sum += static_cast<long double>(problem_.in("a", i * kK + l)) * problem_.in("b", l * kN + j);
    return sum;
  }
};

TEST_P(GemmOracle, IsTheLoop) {
  for (Index i = 0; i < kM; ++i) {
    for (Index j = 0; j < kN; ++j) {
      EXPECT_NEAR(problem_.exact("c", i * kN + j).value, static_cast<double>(product(i, j)), 1e-14);
    }
  }
}

TEST_P(GemmOracle, ProjectsRows) {
  std::vector<double> weights;
  for (Index j = 0; j < kN; ++j) weights.push_back(j % 3 ? 2 : -1);
  const std::vector<Exact> rows = problem_.spec.verify[0].projection(problem_.point, weights);
  ASSERT_EQ(rows.size(), static_cast<std::size_t>(kM));
  for (Index i = 0; i < kM; ++i) {
    long double sum = 0;
    for (Index j = 0; j < kN; ++j) sum += product(i, j) * weights[static_cast<std::size_t>(j)];
    EXPECT_NEAR(rows[static_cast<std::size_t>(i)].value, static_cast<double>(sum), 1e-13);
  }
}

INSTANTIATE_TEST_SUITE_P(DTypes, GemmOracle,
                         testing::Values("fp64", "fp32", "tf32", "bf16", "fp16"));

TEST(RoundingError, StopsShrinkingBelowNormalNumbers) {
  EXPECT_EQ(rounding_error(DType::fp16, 1.0), 0x1p-11);
  EXPECT_EQ(rounding_error(DType::fp16, 0x1p-14), 0x1p-25);
  EXPECT_EQ(rounding_error(DType::fp16, 0x1p-20), 0x1p-25);
}

}  // namespace
}  // namespace warpmark
