#include "suites/axis_option.h"

#include "harness/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace warpmark {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<BenchmarkSpec> two_benchmarks() {
  BenchmarkSpec stream, gemm;
  stream.axes = {{"dtype", {Value("fp64"), Value("fp32")}}, {"n", {Value(1024)}}};
  gemm.axes = {{"dtype", {Value("fp64"), Value("bf16")}},
               {"m", {Value(64)}},
               {"k", {}, "m"},
               {"rest", {Value(0)}}};
  return {stream, gemm};
}

std::vector<Value> values(const std::string& text) {
  return parse_axes({text}, two_benchmarks()).at(0).values;
}

std::string complaint(const std::vector<std::string>& texts) {
  try {
    parse_axes(texts, two_benchmarks());
  } catch (const UsageError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(AxisOption, ReadsSizes) {
  EXPECT_THAT(values("n=1,4K,2M,1G"),
              ElementsAre(Value(1), Value(4096), Value(2 << 20), Value(1 << 30)));
  EXPECT_THAT(values("n=2^40,10^3,5^0"),
              ElementsAre(Value(std::int64_t{1} << 40), Value(1000), Value(1)));
  EXPECT_THAT(values("k=7"), ElementsAre(Value(7)));
}

TEST(AxisOption, NoneIsASizeWhereTheAxisHasIt) {
  EXPECT_THAT(values("rest=0,5"), ElementsAre(Value(0), Value(5)));
  for (const char* small : {"rest=-1", "rest=0^5", "rest=2^-1"}) {
    EXPECT_THAT(complaint({small}), HasSubstr("at least 0")) << small;
  }
}

TEST(AxisOption, ReadsRanges) {
  EXPECT_THAT(values("n=2^10:16K:*4"), ElementsAre(Value(1024), Value(4096), Value(16384)));
  EXPECT_THAT(values("n=1000:3500:+1K"), ElementsAre(Value(1000), Value(2024), Value(3048)));
  EXPECT_THAT(values("n=5:5:*2,1:3:+1"), ElementsAre(Value(5), Value(1), Value(2), Value(3)));
  EXPECT_THAT(values("n=1G:8G:*8G"), ElementsAre(Value(1 << 30)));
}

TEST(AxisOption, RepeatedValuesCountOnce) {
  EXPECT_THAT(values("n=1K,1024,2^10"), ElementsAre(Value(1024)));
}

TEST(AxisOption, WordsComeInTheCatalogsOrder) {
  EXPECT_THAT(values("dtype=bf16,fp32,fp64"),
              ElementsAre(Value("fp64"), Value("fp32"), Value("bf16")));
}

TEST(AxisOption, ComplaintsQuoteTheOption) {
  EXPECT_EQ(complaint({"n"}), "--axis n: an axis is set as name=value[,value…]");
  EXPECT_THAT(complaint({"N=1"}), HasSubstr("unknown axis 'N': did you mean 'n'?"));
  EXPECT_THAT(complaint({"dtype=fp33"}),
              HasSubstr("'fp33': did you mean 'fp32'? (known: fp64 fp32 bf16)"));
  EXPECT_THAT(complaint({"timing=cold"}), HasSubstr("--timing"));
  EXPECT_THAT(complaint({"n=1", "n=2"}), HasSubstr("given twice"));
}

TEST(AxisOption, SizesAreFrom1To2To40) {
  for (const char* small : {"n=0", "n=-1", "n=-2^3", "n=0^5", "n=2^-1"}) {
    EXPECT_THAT(complaint({small}), HasSubstr("at least 1")) << small;
  }
  for (const char* large : {"n=2^41", "n=1025G", "n=2^99999999999", "n=9223372036854775807K",
                            "n=1e30", "n=1000000000000000000000000000000"}) {
    EXPECT_THAT(complaint({large}),
                testing::AnyOf(HasSubstr("at most 2^40"), HasSubstr("is no size")))
        << large;
  }
}

TEST(AxisOption, WhatIsNoSizeIsAnError) {
  for (const char* text :
       {"n=", "n=x", "n=1,", "n=1.5", "n=K", "n=1KK", "n=1^2^3", "n= 1", "n=+1", "n=1:2", "n=1:2:3",
        "n=1:2:", "n=2:1:+1", "n=1:9:*1", "n=1:9:+0", "n=1:2:*2:3", "n=1:1G:+1"}) {
    EXPECT_NE(complaint({text}), "nothing") << text;
  }
}

}  // namespace
}  // namespace warpmark
