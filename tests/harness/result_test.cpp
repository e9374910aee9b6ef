#include "harness/result.h"

#include "harness/error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace warpmark {
namespace {

Result full_result() {
  Result r;
  r.case_id = "gemm.cublas.dtype=bf16.m=2.timing=cold";
  r.message = "a \"quoted\"\nline, with \xc3\xa9";
  r.status = Status::failed;
  r.verified = false;
  r.median_s = 0.1;
  r.samples = 12;
  r.point = {{"m", std::int64_t{2}}, {"op", "triad"}};
  r.counters = {{"loss", 0.25}};
  r.sample_list = {{.seconds = 0.1,
                    .iterations = 3,
                    .valid = false,
                    .sm_clock_hz = 1e9,
                    .counters = {{"loss", 1.0}}}};
  return r;
}

TEST(ResultLine, RoundTripsEveryField) {
  const std::string line = to_json_line(full_result());
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const Result back = from_json_line(line);
  EXPECT_EQ(to_json_line(back), line);
  EXPECT_EQ(back.message, full_result().message);
  EXPECT_EQ(back.status, Status::failed);
  EXPECT_EQ(back.verified, false);
  EXPECT_FALSE(back.ci_lo_s);
  EXPECT_EQ(std::get<std::string>(back.point.at("op")), "triad");
  ASSERT_EQ(back.sample_list.size(), 1u);
  EXPECT_FALSE(back.sample_list[0].valid);
  EXPECT_EQ(back.sample_list[0].counters.at("loss"), 1.0);
}

TEST(ResultLine, BytesThatAreNoTextDoNotLoseTheRow) {
  Result r = full_result();
  r.message = "bad \xff byte";
  EXPECT_NE(from_json_line(to_json_line(r)).message.find("bad"), std::string::npos);
}

TEST(ResultLine, NumbersThatAreNoneDoNotLoseTheRow) {
  const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  Result r = full_result();
  r.q1_s = nan;
  r.counters["grade"] = inf;
  r.sample_list[0].counters["grade"] = nan;
  const Result back = from_json_line(to_json_line(r));
  EXPECT_EQ(back.median_s, 0.1);
  EXPECT_FALSE(back.q1_s);
  EXPECT_EQ(back.counters, (std::map<std::string, double>{{"loss", 0.25}}));
  EXPECT_EQ(back.sample_list[0].counters, (std::map<std::string, double>{{"loss", 1.0}}));
}

TEST(ResultLine, WhatIsMissingOrWrongIsNamed) {
  for (const auto& [line, named] : std::vector<std::pair<std::string, std::string>>{
           {"{", "parse"}, {"{}", "schema_version"}, {R"({"schema_version":"x"})", "number"}}) {
    try {
      from_json_line(line);
      FAIL() << line;
    } catch (const InvalidInput& error) {
      EXPECT_NE(std::string(error.what()).find(named), std::string::npos) << error.what();
    }
  }
}

TEST(Columns, BeginAndEndAsDocumented) {
  std::vector<std::string> columns;
  const Result result;
  visit_columns(result, [&](const char* column, const auto&) { columns.push_back(column); });
  EXPECT_EQ(columns.front(), "schema_version");
  EXPECT_EQ(columns.back(), "flops_per_j");
  EXPECT_EQ(columns.size(), 72u);
}

}  // namespace
}  // namespace warpmark
