#include "harness/verify.h"

#include "harness/error.h"
#include "tests/harness/fakes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace warpmark {
namespace {

using testing_support::add_one_spec;
using testing_support::AddOne;

double check(AddOne::Flaw flaw, Index n, Coverage coverage) {
  const BenchmarkSpec spec = add_one_spec(flaw);
  const Params params({{"dtype", "fp64"}, {"n", n}});
  Point point{params, spec.inputs(params)};
  Queue queue;
  Ranks ranks;
  Context context{{}, queue, ranks, 2, {}, 0};
  const auto workload = spec.variants[0].make(point, context);
  Outputs outputs = workload->outputs();
  outputs[0]->poison();
  workload->run();
  return Verifier(3).check(spec.verify, spec.name, point, outputs, coverage);
}

void expect_rejected(AddOne::Flaw flaw, Index n, Coverage coverage, const std::string& message) {
  try {
    check(flaw, n, coverage);
    FAIL() << "accepted";
  } catch (const WrongResult& error) {
    EXPECT_NE(std::string(error.what()).find(message), std::string::npos) << error.what();
  }
}

TEST(Verifier, AcceptsARightResult) {
  EXPECT_LE(check(nullptr, 100000, Coverage::sampled), 0x1p-53);
  EXPECT_LE(check(nullptr, 1001, Coverage::full), 0x1p-53);
}

TEST(Verifier, FullCoverageFindsAnyOneElement) {
  expect_rejected([](double* y, Index) { y[501] += 1e-9; }, 1001, Coverage::full,
                  "y[501]: expected");
}

TEST(Verifier, SampledCoverageFindsTheLastElement) {
  expect_rejected([](double* y, Index n) { y[n - 1] = 0; }, 100000, Coverage::sampled, "y[99999]");
}

TEST(Verifier, AnElementNeverWrittenIsFoundWhereverItIs) {
  expect_rejected([](double* y, Index) { y[77777] = NAN; }, 100000, Coverage::sampled,
                  "1 of 100000 elements");
}

TEST(Verifier, InfinityIsNoResult) {
  expect_rejected([](double* y, Index) { y[0] = INFINITY; }, 10, Coverage::full, "y[0]");
}

TEST(ExactSum, CompensatesWhatPlainSummationLoses) {
  ExactSum sum;
  for (double term : {1.0, 1e100, 1.0, -1e100}) sum.add(term);
  EXPECT_EQ(sum.result().value, 2.0);
  EXPECT_EQ(sum.result().magnitude, 2e100);
}

TEST(CheckPositions, HoldCornersTileEdgesAndAtMostTheArray) {
  const auto positions = check_positions({300, 500}, 1);
  for (Index wanted : {0, 499, 299 * 500, 299 * 500 + 499, 127, 128, 128 * 500}) {
    EXPECT_TRUE(std::binary_search(positions.begin(), positions.end(), wanted)) << wanted;
  }
  EXPECT_LT(positions.back(), 300 * 500);
  EXPECT_GT(positions.size(), 256u);
  EXPECT_EQ(check_positions({1}, 1), std::vector<Index>{0});
}

TEST(CheckPositions, FollowTheSeed) {
  EXPECT_NE(check_positions({1 << 20}, 1), check_positions({1 << 20}, 2));
}

// y (2, 3): a projection sees an element that no position looked at would show.
TEST(Verifier, TheProjectionSeesEveryElement) {
  const Shape shape{200, 3000};
  HostBuffer memory(200 * 3000 * sizeof(double));
  auto* y = memory.as<double>();
  for (Index i = 0; i < 200 * 3000; ++i) y[i] = 1;
  Expected expected{"y", [&](const Params&) { return shape; },
                    [](const Point&, Index) {
                      return Exact{1, 1};
                    },
                    [](const Params&) {
                      return Tolerance{1e-9, "test"};
                    },
                    [](const Point&, std::span<const double> weights) {
                      ExactSum row;
                      for (double w : weights) row.add(w);
                      return std::vector<Exact>(200, row.result());
                    }};
  const Point point{Params({{"n", std::int64_t{1}}}), {}};
  Outputs outputs;
  outputs.push_back(host_output("y", DType::fp64, shape, memory.data(), 2));
  EXPECT_NO_THROW(Verifier(1).check({expected}, "b", point, outputs, Coverage::sampled));
  const Index odd_one = 97 * 3000 + 1234;
  const auto looked_at = check_positions(shape, 1);
  ASSERT_FALSE(std::binary_search(looked_at.begin(), looked_at.end(), odd_one));
  y[odd_one] = 1.001;
  EXPECT_THROW(Verifier(1).check({expected}, "b", point, outputs, Coverage::sampled), WrongResult);
}

TEST(Verifier, AWholeIsOffByTheNormOfItsErrors) {
  Expected expected{.output = "y",
                    .shape =
                        [](const Params&) {
                          return Shape{1, 4};
                        },
                    .tolerance =
                        [](const Params&) {
                          return Tolerance{0.1, "test"};
                        },
                    .whole =
                        [](const Point&) {
                          return std::vector<double>{3, 0, 4, 0};
                        }};
  HostBuffer memory(32);
  auto* y = memory.as<double>();
  Outputs outputs;
  outputs.push_back(host_output("y", DType::fp64, {1, 4}, memory.data(), 1));
  const Point point{Params({{"n", std::int64_t{1}}}), {}};
  const auto error = [&](std::array<double, 4> values) {
    std::copy(values.begin(), values.end(), y);
    return Verifier(1).check({expected}, "b", point, outputs, Coverage::sampled);
  };
  EXPECT_EQ(error({3, 0, 4, 0}), 0);
  EXPECT_DOUBLE_EQ(error({3, 0.3, 4, 0.4}), 0.1);
  EXPECT_THROW(error({3, 0.4, 4, 0.4}), WrongResult);
  EXPECT_THROW(error({0, 0, 0, 0}), WrongResult);
  EXPECT_THROW(error({3, std::nan(""), 4, 0}), WrongResult);
}

TEST(Verifier, ExactValuesAreAskedForOncePerPoint) {
  int asked = 0;
  Expected expected{"y", [](const Params&) { return Shape{4}; },
                    [&](const Point&, Index) {
                      ++asked;
                      return Exact{0, 1};
                    },
                    [](const Params&) {
                      return Tolerance{1e-9, "test"};
                    }};
  HostBuffer memory(32);
  for (int i = 0; i < 4; ++i) memory.as<double>()[i] = 0;
  Outputs outputs;
  outputs.push_back(host_output("y", DType::fp64, {4}, memory.data(), 1));
  Verifier verifier(1);
  const Point first{Params({{"n", std::int64_t{1}}}), {}},
      second{Params({{"n", std::int64_t{2}}}), {}};
  verifier.check({expected}, "b", first, outputs, Coverage::full);
  verifier.check({expected}, "b", first, outputs, Coverage::full);
  EXPECT_EQ(asked, 4);
  verifier.check({expected}, "b", second, outputs, Coverage::full);
  EXPECT_EQ(asked, 8);
}

}  // namespace
}  // namespace warpmark
