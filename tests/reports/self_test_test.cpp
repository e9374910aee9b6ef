#include "reports/self_test.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace warpmark {
namespace {

std::vector<CheckResult> results() {
  const Claim clock{"cpu.clock_step", "ns", 0, 1000},
      ratio{.name = "cpu.cold_over_hot", .low = 1.1};
  const Claim delay{"gpu.delay_1us_cold", "µs", -0.5, 0.5},
      gate{"gpu.gate_gives_up", "ms", 9.9, 20};
  return {{.claim = clock, .verdict = Verdict::passed, .value = 29.6},
          {.claim = ratio, .verdict = Verdict::failed, .value = 1.04},
          {.claim = delay, .verdict = Verdict::passed, .value = -0.0312, .devices = "1"},
          {.claim = gate, .verdict = Verdict::failed, .message = "it never ended", .devices = "1"},
          {.claim = gate, .message = "no CUDA driver"},
          {.claim = delay, .message = "no CUDA driver"}};
}

TEST(SelfTest, Text) {
  EXPECT_EQ(self_test_text(results()),
            "cpu.clock_step                         29.6 ns   ≤ 1000 ns           passed\n"
            "cpu.cold_over_hot                         1.04   ≥ 1.1               failed\n"
            "gpu.delay_1us_cold [1]              -0.0312 µs   -0.5 … 0.5 µs       passed\n"
            "gpu.gate_gives_up [1]                            9.9 … 20 ms         failed\n"
            "  it never ended\n"
            "gpu.gate_gives_up and 1 more                                         skipped\n"
            "  no CUDA driver\n"
            "\n6 checks, 2 passed, 2 failed, 2 skipped\n");
}

TEST(SelfTest, Json) {
  Environment environment;
  environment.cpu.model = "A processor";
  const auto json = nlohmann::json::parse(self_test_json(results(), environment));
  EXPECT_EQ(json.at("schema_version"), 1);
  EXPECT_EQ(json.at("fingerprint"), environment.fingerprint());
  const auto& checks = json.at("checks");
  ASSERT_EQ(checks.size(), 6u);
  EXPECT_EQ(checks[0].at("name"), "cpu.clock_step");
  EXPECT_EQ(checks[0].at("value"), 29.6);
  EXPECT_EQ(checks[0].at("unit"), "ns");
  EXPECT_EQ(checks[0].at("bound").at("high"), 1000);
  EXPECT_EQ(checks[0].at("status"), "passed");
  EXPECT_TRUE(checks[1].at("bound").at("high").is_null());
  EXPECT_EQ(checks[2].at("devices"), "1");
  EXPECT_TRUE(checks[4].at("value").is_null());
  EXPECT_EQ(checks[4].at("message"), "no CUDA driver");
}

}  // namespace
}  // namespace warpmark
