#include "reports/compare/noise.h"

#include "harness/error.h"
#include "tests/files.h"

#include <gmock/gmock.h>

#include <cmath>

namespace warpmark {
namespace {

using testing::HasSubstr;

CaseNoise a_case(const std::string& case_id, double q95) {
  CaseNoise noise = noise_of({q95});
  noise.fingerprint = "m1";
  noise.case_id = case_id;
  noise.case_hash = "h1";
  noise.benchmark = "gemm";
  noise.date = "2026-11-22T00:00:00Z";
  return noise;
}

const RecordedRuns::Key kKey{"gemm.a", ""};

class NoiseTest : public FolderTest {
 protected:
  /// What reading this text complains of.
  std::string complaint(const std::string& text) const {
    try {
      Noise::read(write(text));
    } catch (const InvalidInput& error) {
      return error.what();
    }
    return {};
  }

  static constexpr const char* kHeader =
      "fingerprint,case_id,devices,case_hash,benchmark,pairs,q95_pct,rms_pct,date\n";
};

TEST_F(NoiseTest, DirectionDoesNotCount) {
  const CaseNoise noise = noise_of({-0.03, 0.04, 0, 0});
  EXPECT_EQ(noise.pairs, 4U);
  EXPECT_DOUBLE_EQ(noise.rms, 0.025);
  EXPECT_GT(noise.q95, 0.03);
  EXPECT_LE(noise.q95, 0.04);
}

TEST_F(NoiseTest, WhatIsWrittenReadsBack) {
  Noise noise;
  noise.put(a_case("gemm.a", 0.01));
  noise.put(a_case("gemm.b", 0.02));
  const Noise back = Noise::read(write(noise.text()));
  EXPECT_EQ(back.text(), noise.text());
  EXPECT_NEAR(back.floor("m1", kKey, "h1", "gemm")->q95, 0.01, 1e-15);
}

TEST_F(NoiseTest, ACalibrationReplacesTheOneBefore) {
  Noise noise;
  noise.put(a_case("gemm.a", 0.01));
  noise.put(a_case("gemm.a", 0.02));
  EXPECT_EQ(noise.cases().size(), 1U);
  EXPECT_DOUBLE_EQ(noise.floor("m1", kKey, "h1", "gemm")->q95, 0.02);
}

TEST_F(NoiseTest, AnotherDefinitionIsAnotherCaseOfItsBenchmark) {
  Noise noise;
  noise.put(a_case("gemm.a", 0.01));
  noise.put(a_case("gemm.b", 0.02));
  const auto pooled = noise.floor("m1", kKey, "h2", "gemm");
  ASSERT_TRUE(pooled);
  EXPECT_TRUE(pooled->pooled);
  EXPECT_DOUBLE_EQ(pooled->q95, 0.02);
  EXPECT_FALSE(noise.floor("m1", kKey, "h1", "gemm")->pooled);
  EXPECT_FALSE(noise.floor("m1", {"stream", ""}, "h1", "stream"));
  EXPECT_FALSE(noise.floor("m2", kKey, "h1", "gemm"));
}

TEST_F(NoiseTest, WhatIsNoNoiseIsRefusedWithItsPlace) {
  EXPECT_EQ(complaint(kHeader), "");
  const std::string good = "m1,gemm.a,,h1,gemm,10,1.5,1,2026\n";
  EXPECT_EQ(complaint(kHeader + good), "");
  EXPECT_THAT(complaint(kHeader + good + good), HasSubstr("gemm.a is there twice"));
  EXPECT_THAT(complaint(kHeader + std::string("m1,gemm.a,,h1,gemm,0,1,1,\n")), HasSubstr("pairs"));
  EXPECT_THAT(complaint(kHeader + std::string("m1,gemm.a,,h1,gemm,9,-1,1,\n")),
              HasSubstr("q95_pct: '-1'"));
  EXPECT_THAT(complaint(kHeader + std::string("m1,gemm.a,,,gemm,9,1,1,\n")),
              HasSubstr("case_hash is empty"));
  EXPECT_THAT(complaint("what is this\n"), HasSubstr("fingerprint"));
  EXPECT_THAT(complaint("fingerprint,case_id\nm1,gemm.a\n"), HasSubstr("devices"));
}

}  // namespace
}  // namespace warpmark
