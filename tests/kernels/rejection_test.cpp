// Results with the mistakes that kernels make are rejected; the right ones pass.

#include "harness/error.h"
#include "tests/kernels/problem.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace warpmark {
namespace {

constexpr std::uint64_t kSeed = 7;

/// Verifies values as a kernel would have stored them.
class Stored {
 public:
  Stored(const Problem& problem, std::string output, std::vector<double> values)
      : problem_(problem), output_(std::move(output)), values_(std::move(values)) {}

  double& operator[](std::size_t i) { return values_[i]; }

  bool passes(Coverage coverage) const {
    const bool tf32 = problem_.point.dtype() == DType::tf32;  // of the inputs alone
    const DType dtype = tf32 ? DType::fp32 : problem_.point.dtype();
    std::vector<std::byte> memory(values_.size() * storage_bytes(dtype));
    for (std::size_t i = 0; i < values_.size(); ++i) {
      store(dtype, memory.data(), static_cast<std::ptrdiff_t>(i), values_[i]);
    }
    Outputs outputs;
    outputs.push_back(host_output(
        output_, dtype, problem_.expected(output_).shape(problem_.point.params), memory.data(), 1));
    try {
      Verifier(kSeed).check(problem_.spec.verify, problem_.spec.name, problem_.point, outputs,
                            coverage);
      return true;
    } catch (const WrongResult&) {
      return false;
    }
  }

 private:
  const Problem& problem_;
  std::string output_;
  std::vector<double> values_;
};

class Sum : public testing::TestWithParam<const char*> {
 protected:
  static constexpr Index kN = 1 << 20;
};

TEST_P(Sum, RejectsOneSkippedTermOfAMillion) {
  const Problem problem("reduce", {{"dtype", GetParam()}, {"n", kN}});
  double sum = 0;  // exact: small integers
  for (Index i = 0; i < kN; ++i) sum += problem.in("x", i);
  EXPECT_TRUE(Stored(problem, "sum", {sum}).passes(Coverage::sampled));
  EXPECT_FALSE(Stored(problem, "sum", {sum - problem.in("x", kN - 1)}).passes(Coverage::sampled));
  EXPECT_FALSE(Stored(problem, "sum", {sum + problem.in("x", 0)}).passes(Coverage::sampled));
}

TEST_P(Sum, RejectsOneSkippedProductOfAMillion) {
  const Problem problem("stream", {{"dtype", GetParam()}, {"op", "dot"}, {"n", kN}});
  const auto product = [&](Index i) { return problem.in("a", i) * problem.in("b", i); };
  double sum = 0;
  for (Index i = 0; i < kN; ++i) sum += product(i);
  Index last = kN - 1;
  while (product(last) == 0) --last;
  EXPECT_TRUE(Stored(problem, "sum", {sum}).passes(Coverage::sampled));
  EXPECT_FALSE(Stored(problem, "sum", {sum - product(last)}).passes(Coverage::sampled));
}

TEST_P(Sum, RejectsAShorterAccumulator) {
  const bool wide = std::string(GetParam()) == "fp64";
  const Problem problem("reduce", {{"dtype", GetParam()}, {"n", kN}});
  double sum = 0;
  for (Index i = 0; i < kN; ++i) {
    sum = round_to(wide ? DType::fp32 : DType::bf16, sum + problem.in("x", i));
  }
  EXPECT_FALSE(Stored(problem, "sum", {sum}).passes(Coverage::sampled));
}

INSTANTIATE_TEST_SUITE_P(DTypes, Sum, testing::Values("fp64", "fp32"));

TEST(Triad, RejectsAScalarOfAnotherPrecision) {
  const Problem problem("stream", {{"dtype", "fp64"}, {"op", "triad"}, {"n", 1000}});
  const auto triad = [&](double s) {
    std::vector<double> a;
    for (Index i = 0; i < 1000; ++i) a.push_back(problem.in("b", i) + s * problem.in("c", i));
    return Stored(problem, "a", a);
  };
  EXPECT_TRUE(triad(0.4).passes(Coverage::full));
  EXPECT_FALSE(triad(0.4f).passes(Coverage::full));
}

TEST(Transpose, RejectsTwoElementsExchanged) {
  const Problem problem("transpose", {{"dtype", "fp32"}, {"rows", 20}, {"cols", 30}});
  std::vector<double> values;
  for (Index i = 0; i < 600; ++i) values.push_back(problem.exact("y", i).value);
  Stored y(problem, "y", values);
  EXPECT_TRUE(y.passes(Coverage::full));
  std::swap(y[100], y[101]);
  EXPECT_FALSE(y.passes(Coverage::full));
}

class Softmax : public testing::TestWithParam<const char*> {
 protected:
  static constexpr Index kCols = 60;
  const Problem problem_{"softmax", {{"dtype", GetParam()}, {"rows", 1}, {"cols", kCols}}};

  Stored softmax(Index terms) const {
    std::vector<double> y;
    double sum = 0;
    for (Index j = 0; j < terms; ++j) sum += std::exp(problem_.in("x", j));
    for (Index j = 0; j < kCols; ++j) y.push_back(std::exp(problem_.in("x", j)) / sum);
    return {problem_, "y", y};
  }
};

TEST_P(Softmax, RejectsOneTermLeftOutOfTheSum) {
  EXPECT_TRUE(softmax(kCols).passes(Coverage::full));
  EXPECT_FALSE(softmax(kCols - 1).passes(Coverage::full));
}

INSTANTIATE_TEST_SUITE_P(DTypes, Softmax, testing::Values("fp64", "fp32", "bf16", "fp16"));

class Gemm : public testing::TestWithParam<const char*> {
 protected:
  static constexpr Index kM = 3, kN = 400, kK = 500;
  const Problem problem_{"gemm", {{"dtype", GetParam()}, {"m", kM}, {"n", kN}, {"k", kK}}};

  /// `rounded`: what each input is rounded to before it is multiplied.
  Stored product(DType rounded) const {
    std::vector<double> c(static_cast<std::size_t>(kM * kN));
    for (Index i = 0; i < kM; ++i) {
      for (Index l = 0; l < kK; ++l) {
        const double a = round_to(rounded, problem_.in("a", i * kK + l));
        for (Index j = 0; j < kN; ++j) {
          c[static_cast<std::size_t>(i * kN + j)] +=
              a * round_to(rounded, problem_.in("b", l * kN + j));
        }
      }
    }
    return {problem_, "c", c};
  }
};

TEST_P(Gemm, RejectsOneTermLeftOutOfOneElement) {
  Stored c = product(problem_.point.dtype());
  EXPECT_TRUE(c.passes(Coverage::full));
  Index l = 0;  // a term of ordinary size
  while (std::abs(problem_.in("a", l) * problem_.in("b", l * kN + 200)) < 0.25) ++l;
  c[200] -= problem_.in("a", l) * problem_.in("b", l * kN + 200);
  EXPECT_FALSE(c.passes(Coverage::full));
}

INSTANTIATE_TEST_SUITE_P(DTypes, Gemm, testing::Values("fp64", "fp32", "tf32", "bf16", "fp16"));

using StrictGemm = Gemm;

TEST_P(StrictGemm, RejectsShorterInputs) {
  EXPECT_FALSE(product(GetParam() == std::string("fp64") ? DType::fp32 : DType::tf32)
                   .passes(Coverage::sampled));
}

INSTANTIATE_TEST_SUITE_P(DTypes, StrictGemm, testing::Values("fp64", "fp32"));

/// Where no single element is looked at, the projection still sees it.
TEST(GemmProjection, SeesOneTermOfOneElementOfABigProduct) {
  constexpr Index kSize = 2048;
  const Problem problem("gemm", {{"dtype", "fp32"}, {"m", kSize}, {"n", kSize}, {"k", kSize}});
  const std::vector<double> weights(kSize, 1.0);
  const Exact row = problem.spec.verify[0].projection(problem.point, weights)[17];
  const double term = 0.25;  // the mean magnitude of a product of two inputs
  EXPECT_GT(term / row.magnitude, problem.spec.verify[0].tolerance(problem.point.params).relative);
}

}  // namespace
}  // namespace warpmark
