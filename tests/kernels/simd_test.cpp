// Compiled for x86-64-v3, as one of the two levels of the module `cpu` is.

#include "kernels/cpu_loops.h"
#include "kernels/simd_exp.h"
#include "kernels/simd_narrow.h"
#include "kernels/transpose/tile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace warpmark {
namespace {

/// The error in units of the last place of the exact result.
template <class T>
double error_ulp(T got, long double exact) {
  const int exponent = std::ilogb(static_cast<double>(exact));
  return static_cast<double>(std::abs(got - exact)) /
         std::ldexp(1.0, exponent - std::numeric_limits<T>::digits + 1);
}

template <class T>
class Exponential : public testing::Test {};
using Formats = testing::Types<float, double>;
TYPED_TEST_SUITE(Exponential, Formats);

TYPED_TEST(Exponential, IsWithinOneAndAHalfUnitsInTheLastPlace) {
  constexpr int kSteps = 1 << 20;
  double worst = 0;
  for (int step = 0; step < kSteps; step += static_cast<int>(kLanes<TypeParam>)) {
    Vector<TypeParam> t;
    for (int lane = 0; lane < kLanes<TypeParam>; ++lane) {
      // Dense near zero, where softmax works, and as far as the least exponent.
      const TypeParam part = static_cast<TypeParam>(step + lane) / kSteps;
      t[lane] = Exp2Format<TypeParam>::kLowest * part * part * part;
    }
    const Vector<TypeParam> y = exp2_nonpositive<TypeParam>(t);
    for (int lane = 0; lane < kLanes<TypeParam>; ++lane) {
      const long double exact = std::exp2(static_cast<long double>(t[lane]));
      worst = std::max(worst, error_ulp<TypeParam>(y[lane], exact));
    }
  }
  EXPECT_LT(worst, 1.5);
  EXPECT_GT(worst, 0.4);  // it was measured at all
}

TYPED_TEST(Exponential, OfZeroAndOfMinusInfinity) {
  const auto exp2_of = [](TypeParam t) { return exp2_nonpositive<TypeParam>(broadcast(t))[0]; };
  EXPECT_NEAR(exp2_of(0), 1, 2 * std::numeric_limits<TypeParam>::epsilon());
  const TypeParam least = exp2_of(Exp2Format<TypeParam>::kLowest);
  EXPECT_GE(least, std::numeric_limits<TypeParam>::min());
  EXPECT_EQ(exp2_of(-std::numeric_limits<TypeParam>::infinity()), least);
  EXPECT_TRUE(std::isnan(exp2_of(std::numeric_limits<TypeParam>::quiet_NaN())));
}

template <class T>
std::uint16_t narrowed(float x) {
  T memory[kLanes<float>];
  store_narrow<Store::cached>(memory, broadcast(x));
  return memory[kLanes<float> - 1].bits;
}

TEST(Narrow, RoundsAsTheHarnessDoes) {
  for (std::uint32_t i = 0; i < 1u << 20; ++i) {
    const float x = std::bit_cast<float>(i * 4093u);  // all signs and exponents
    if (std::isnan(x)) continue;
    ASSERT_EQ(narrowed<Bf16>(x), to_bf16(x)) << x;
    ASSERT_EQ(narrowed<Fp16>(x), to_fp16(x)) << x;
  }
  EXPECT_TRUE(std::isnan(from_bf16(narrowed<Bf16>(std::bit_cast<float>(0x7fffffffu)))));
}

TEST(Narrow, WidensEveryNumber) {
  for (std::uint32_t bits = 0; bits < 1u << 16; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    std::vector<Bf16> bf16(kLanes<float>, Bf16{half});
    std::vector<Fp16> fp16(kLanes<float>, Fp16{half});
    if (std::isnan(from_bf16(half)) || std::isnan(from_fp16(half))) continue;
    ASSERT_EQ(load_wide(bf16.data())[0], from_bf16(half));
    ASSERT_EQ(load_wide(fp16.data())[1], from_fp16(half));
  }
}

template <class T, Store kind>
void expect_tile_transposed() {
  constexpr Index kRows = kTileRows<T>, kCols = kLanes<T>;
  alignas(64) T x[kRows][kCols], y[kCols][kRows];
  std::iota(&x[0][0], &x[0][0] + kRows * kCols, T{0});
  const Tile<T> tile(&x[0][0], kCols);
  for (Index j = 0; j < kCols; ++j) tile.template write_line<kind>(j, y[j]);
  finish_stores<kind>();
  for (Index i = 0; i < kRows; ++i) {
    for (Index j = 0; j < kCols; ++j) ASSERT_EQ(y[j][i], x[i][j]);
  }
}

TEST(Tile, ExchangesRowsAndColumns) {
  expect_tile_transposed<float, Store::cached>();
  expect_tile_transposed<float, Store::past_caches>();
  expect_tile_transposed<double, Store::cached>();
  expect_tile_transposed<double, Store::past_caches>();
}

template <Store kind>
void expect_written_once(Index n) {
  alignas(64) float x[1024], y[1024];
  std::iota(std::begin(x), std::end(x), 1.0f);
  std::fill(std::begin(y), std::end(y), -1.0f);
  const float* from = x;
  write_all<kind>(y, n, 3, [=](auto at) { return 2.0f * at(from); });
  for (Index i = 0; i < n; ++i) ASSERT_EQ(y[i], 2 * x[i]);
  EXPECT_EQ(y[n], -1) << "wrote past the end";
}

TEST(Loops, WriteEveryElementOnce) {
  for (Index n : {0, 1, 7, 8, 31, 32, 33, 1000}) {
    expect_written_once<Store::cached>(n);
    expect_written_once<Store::past_caches>(n);
  }
}

TEST(Loops, SumEveryElementOnce) {
  for (Index n : {0, 1, 7, 8, 31, 32, 33, 1000}) {
    std::vector<float> x(static_cast<std::size_t>(n));
    std::iota(x.begin(), x.end(), 1.0f);
    const float* from = x.data();
    EXPECT_EQ(sum_all<float>(n, 3, [=](auto at) { return at(from); }),
              static_cast<float>(n * (n + 1) / 2));
  }
}

}  // namespace
}  // namespace warpmark
