#include "harness/rounding.h"

#include "harness/dtype.h"
#include "harness/error.h"

#include <gtest/gtest.h>

#include <cmath>

namespace warpmark {
namespace {

TEST(Rounding, EveryFp16SurvivesTheRoundTrip) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const float value = from_fp16(static_cast<std::uint16_t>(bits));
    if (std::isnan(value)) continue;
    ASSERT_EQ(to_fp16(value), bits);
  }
}

TEST(Rounding, EveryBf16SurvivesTheRoundTrip) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const float value = from_bf16(static_cast<std::uint16_t>(bits));
    if (std::isnan(value)) continue;
    ASSERT_EQ(to_bf16(value), bits);
  }
}

// Between two neighbours of the narrow format: below the middle down, above up, the middle to even.
TEST(Rounding, Fp16RoundsToNearestEven) {
  for (std::uint32_t bits = 0; bits < 0x7bff; ++bits) {
    const float low = from_fp16(static_cast<std::uint16_t>(bits));
    const float high = from_fp16(static_cast<std::uint16_t>(bits + 1));
    const float middle = low + (high - low) / 2;
    ASSERT_EQ(to_fp16(std::nextafter(middle, low)), bits);
    ASSERT_EQ(to_fp16(std::nextafter(middle, high)), bits + 1);
    ASSERT_EQ(to_fp16(middle), bits + (bits & 1)) << bits;
    ASSERT_EQ(to_fp16(-middle), 0x8000u + bits + (bits & 1));
  }
}

TEST(Rounding, Bf16RoundsToNearestEven) {
  for (std::uint32_t bits = 0; bits < 0x7f7f; ++bits) {
    const auto middle = std::bit_cast<float>((bits << 16) + 0x8000u);
    ASSERT_EQ(to_bf16(middle), bits + (bits & 1));
    ASSERT_EQ(to_bf16(std::bit_cast<float>((bits << 16) + 0x7fffu)), bits);
    ASSERT_EQ(to_bf16(std::bit_cast<float>((bits << 16) + 0x8001u)), bits + 1);
  }
}

TEST(Rounding, OverflowAndNan) {
  EXPECT_EQ(to_fp16(65519.996f), 0x7bff);
  EXPECT_EQ(to_fp16(65520.0f), 0x7c00);
  EXPECT_EQ(to_fp16(1e30f), 0x7c00);
  EXPECT_TRUE(std::isnan(from_fp16(to_fp16(NAN))));
  EXPECT_TRUE(std::isnan(from_bf16(to_bf16(NAN))));
  EXPECT_TRUE(std::isnan(from_bf16(to_bf16(std::bit_cast<float>(0x7f800001u)))));
}

TEST(Rounding, Tf32KeepsTenFractionBits) {
  EXPECT_EQ(to_tf32(1.0f + 0x1p-10f), 1.0f + 0x1p-10f);
  EXPECT_EQ(to_tf32(1.0f + 0x1p-11f), 1.0f);                       // the middle, to even
  EXPECT_EQ(to_tf32(1.0f + 0x1p-10f + 0x1p-11f), 1.0f + 0x1p-9f);  // the middle, to even
  EXPECT_EQ(to_tf32(1.0f + 0x1p-11f + 0x1p-23f), 1.0f + 0x1p-10f);
}

TEST(DType, NamesRoundTripAndUnknownOnesAreNamed) {
  for (const char* text : {"fp64", "fp32", "tf32", "bf16", "fp16", "fp8_e4m3", "int8"}) {
    EXPECT_EQ(name(parse_dtype(text)), text);
  }
  try {
    parse_dtype("fp23");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("'fp23'"), std::string::npos);
  }
}

TEST(DType, Fp8FollowsTheOcpTable) {
  EXPECT_EQ(round_to(DType::fp8_e4m3, 448), 448);
  EXPECT_EQ(round_to(DType::fp8_e4m3, 460), 448);
  EXPECT_TRUE(std::isnan(round_to(DType::fp8_e4m3, 470)));
  EXPECT_EQ(round_to(DType::fp8_e4m3, 0x1p-9), 0x1p-9);  // smallest subnormal
  EXPECT_EQ(round_to(DType::fp8_e4m3, 0x1p-10), 0);      // the middle, to even
  EXPECT_EQ(round_to(DType::fp8_e4m3, -1.0625), -1.0);   // the middle, to even
  EXPECT_EQ(round_to(DType::fp8_e4m3, 1.9), 1.875);
  EXPECT_EQ(round_to(DType::fp8_e4m3, 1.99), 2.0);
}

// The unit roundoff is the worst relative error of a normal number, and nearly reached.
TEST(DType, UnitRoundoffIsTheWorstError) {
  for (DType dtype :
       {DType::fp64, DType::fp32, DType::tf32, DType::bf16, DType::fp16, DType::fp8_e4m3}) {
    double worst = 0;
    for (int i = 0; i < 4096; ++i) {
      const double value = 1 + i / 4096.0 + i * 0x1p-24 + i * 0x1p-54;
      worst = std::max(worst, std::abs(round_to(dtype, value) - value) / value);
    }
    EXPECT_LE(worst, unit_roundoff(dtype)) << name(dtype);
    const bool sampled_finely = dtype != DType::fp64;
    EXPECT_TRUE(!sampled_finely || worst > unit_roundoff(dtype) / 2.1) << name(dtype);
  }
}

}  // namespace
}  // namespace warpmark
