#include "reports/compare/comparison.h"
#include "reports/compare/noise.h"
#include "tests/reports/compare/sides.h"

#include <gmock/gmock.h>

#include <cmath>

namespace warpmark {
namespace {

using testing::Contains;
using testing::HasSubstr;

class NoiseFloorTest : public SidesTest {
 protected:
  /// Ten pairs of the case `a` of sides.h, or of another.
  CaseNoise known(double q95, double rms) const {
    const RecordedRuns recorded = side(steady("a", 1));
    CaseNoise noise;
    noise.fingerprint = "mabc";
    std::tie(noise.case_id, noise.devices) = recorded.cases.begin()->first;
    noise.case_hash = "h0123456789abcdef";
    noise.benchmark = recorded.cases.begin()->second.benchmark;
    noise.pairs = 10;
    noise.q95 = q95;
    noise.rms = rms;
    return noise;
  }

  Comparison with_noise(const Rows& base, const Rows& fresh, const CaseNoise& noise) const {
    CompareOptions options;
    options.noise.noise.put(noise);
    options.noise.file = "noise.csv";
    return compare(side(base), side(fresh), options);
  }

  CaseVerdict judged(const Rows& base, const Rows& fresh, const CaseNoise& noise) const {
    return with_noise(base, fresh, noise).cases.at(0);
  }
};

TEST_F(NoiseFloorTest, FloorOfManyRunsIsLowerThanThatOfAPair) {
  const NoiseFloor floor{0.2, 0.1, 10, false};
  EXPECT_NEAR(raised({}, floor, 1, 1).part, std::expm1(0.2), 1e-12);
  EXPECT_NEAR(raised({}, floor, 8, 8).part, std::expm1(0.2 / std::sqrt(8)), 1e-12);
  EXPECT_NEAR(raised({}, floor, 2, 6).part, std::expm1(0.2 / std::sqrt(3)), 1e-12);
  EXPECT_EQ(raised({0.5, "timer"}, floor, 1, 1).from, "timer");
}

TEST_F(NoiseFloorTest, RaisesTheMarginAndSaysSo) {
  const CaseVerdict loud = judged(steady("a", 1), steady("a", 1.08), known(0.3, 0.15));
  EXPECT_NEAR(loud.margin.part, std::expm1(0.3 / std::sqrt(8)), 1e-12);
  EXPECT_EQ(loud.margin.from, "calibrated");
  EXPECT_NE(loud.verdict, Judgement::regressed);
  const CaseVerdict quiet = judged(steady("a", 1), steady("a", 1.08), known(0.01, 0.005));
  EXPECT_EQ(quiet.margin.from, "rule");
  EXPECT_EQ(quiet.verdict, Judgement::regressed);
}

TEST_F(NoiseFloorTest, OfAnotherDefinitionIsPooled) {
  CaseNoise noise = known(0.3, 0.15);
  noise.case_hash = "another";
  EXPECT_EQ(judged(steady("a", 1), steady("a", 1.08), noise).margin.from, "pooled");
  noise.devices = "0";
  EXPECT_EQ(judged(steady("a", 1), steady("a", 1.08), noise).margin.from, "rule") << "of a GPU";
}

TEST_F(NoiseFloorTest, OfAnotherMachineWarns) {
  CaseNoise noise = known(0.3, 0.15);
  noise.fingerprint = "mother";
  const Comparison c = with_noise(steady("a", 1), steady("a", 1.08), noise);
  EXPECT_THAT(c.warnings, Contains("noise.csv holds no noise of this machine, mabc"));
  EXPECT_EQ(c.cases[0].margin.from, "rule");
}

// t(9, 0.975) = 2.262157: Student's tables.
TEST_F(NoiseFloorTest, OneRunASideIsSuspectBeyondWhatPairsPredict) {
  const double bound = 2.262157 * 0.05 * std::sqrt(1.1);
  const CaseNoise noise = known(0.06, 0.05);
  EXPECT_NEAR(*prediction_bound({0.06, 0.05, 10, false}, 1), bound, 1e-6);
  const CaseVerdict beyond = judged(runs("a", {1}), runs("a", {std::exp(bound + 0.001)}), noise);
  EXPECT_EQ(beyond.verdict, Judgement::suspect);
  EXPECT_THAT(beyond.note, HasSubstr("beyond the 13 %"));
  const CaseVerdict within = judged(runs("a", {1}), runs("a", {std::exp(bound - 0.001)}), noise);
  EXPECT_EQ(within.verdict, Judgement::inconclusive);
  EXPECT_THAT(within.note, HasSubstr("within the 13 %"));
  EXPECT_FALSE(prediction_bound({0.06, 0.05, 1, false}, 1));
  EXPECT_GT(*prediction_bound({0.06, 0.05, 10, false}, 100), 2 * bound);
}

}  // namespace
}  // namespace warpmark
