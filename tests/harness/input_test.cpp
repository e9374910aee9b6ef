#include "harness/input.h"

#include "harness/host_buffer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace warpmark {
namespace {

Input make_input(DType dtype, Shape shape, Fill fill = {}, std::uint64_t seed = 1) {
  return {"x", dtype, std::move(shape), fill, seed};
}

// The first line of the generator's published known-answer tests (Random123, kat_vectors).
TEST(Philox, KnownAnswer) {
  const PhiloxBlock block = philox(0, {0, 0});
  EXPECT_EQ(block.word[0], 0x6627e8d5u);
  EXPECT_EQ(block.word[1], 0xe169c58du);
  EXPECT_EQ(block.word[2], 0xbc57ac4cu);
  EXPECT_EQ(block.word[3], 0x9b00dbd8u);
}

class InputOf : public testing::TestWithParam<DType> {};

TEST_P(InputOf, AllWaysOfReadingAgreeForAnyThreadCount) {
  const Input input = make_input(GetParam(), {10007});
  const std::size_t bytes = 10007 * storage_bytes(GetParam());
  HostBuffer one(bytes), three(bytes);
  fill_host(input, one.data(), 1);
  fill_host(input, three.data(), 3);
  EXPECT_EQ(std::memcmp(one.data(), three.data(), bytes), 0);
  std::vector<double> read(9000);
  input.read(1003, read);
  for (Index i = 0; i < 9000; ++i) {
    ASSERT_EQ(read[static_cast<std::size_t>(i)], input.at(1003 + i));
    ASSERT_EQ(load(GetParam(), one.data(), 1003 + i), input.at(1003 + i));
  }
}

TEST_P(InputOf, UniformIsUniformOnMinusOneToOne) {
  const Input input = make_input(GetParam(), {1 << 16});
  double sum = 0, squares = 0;
  for (Index i = 0; i < (1 << 16); ++i) {
    const double x = input.at(i);
    ASSERT_LE(std::abs(x), 1.0);
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / (1 << 16), 0, 4 * std::sqrt(1.0 / 3 / (1 << 16)));
  EXPECT_NEAR(squares / (1 << 16), 1.0 / 3, 0.01);
}

INSTANTIATE_TEST_SUITE_P(DTypes, InputOf,
                         testing::Values(DType::fp64, DType::fp32, DType::tf32, DType::bf16,
                                         DType::fp16, DType::fp8_e4m3),
                         [](const auto& info) { return std::string(name(info.param)); });

TEST(Input, DependsOnSeedAndName) {
  const Input a = make_input(DType::fp32, {100});
  const Input seeded = make_input(DType::fp32, {100}, {}, 2);
  Input named = a;
  named.name = "y";
  int same = 0;
  for (Index i = 0; i < 100; ++i) same += a.at(i) == seeded.at(i) || a.at(i) == named.at(i);
  EXPECT_EQ(same, 0);
}

TEST(Input, IntegersStayWithinTheirBoundsAndReachBoth) {
  const Input input = make_input(DType::fp16, {2000}, {Fill::Kind::integer, -3, 4});
  double low = 99, high = -99;
  for (Index i = 0; i < 2000; ++i) {
    ASSERT_EQ(input.at(i), std::round(input.at(i)));
    low = std::min(low, input.at(i));
    high = std::max(high, input.at(i));
  }
  EXPECT_EQ(low, -3);
  EXPECT_EQ(high, 4);
}

TEST(Input, DescribesWhatItIsButNotItsSeed) {
  EXPECT_EQ(make_input(DType::bf16, {3, 5}).describe(), "x:bf16:uniform:3x5");
  EXPECT_EQ(make_input(DType::bf16, {3, 5}, {}, 9).describe(), "x:bf16:uniform:3x5");
}

}  // namespace
}  // namespace warpmark
