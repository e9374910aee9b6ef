#include "harness/sampler.h"

#include "tests/harness/fakes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace warpmark {
namespace {

using testing_support::ScriptedStopwatch;

class Nothing : public Workload {
 public:
  void run() override {}
  Outputs outputs() override { return {}; }
};

Series sample(ScriptedStopwatch& stopwatch, const SamplingPolicy& policy) {
  Nothing workload;
  Ranks ranks;
  return take_samples(stopwatch, workload, policy, ranks);
}

TEST(Sampler, SteadyTimesConvergeAtTheFirstLook) {
  ScriptedStopwatch stopwatch([](int) { return 1.0; });
  const Series series = sample(stopwatch, {});
  EXPECT_TRUE(series.converged);
  EXPECT_EQ(series.samples.size(), 10u);
  EXPECT_EQ(series.summary.median, 1.0);
}

TEST(Sampler, LooksAgainAfterTwiceAsMany) {
  // The first ten scatter by 10 %, later ones not at all: 10 and 20 are too noisy, 40 is not.
  ScriptedStopwatch stopwatch([](int i) { return i < 10 ? 1.0 + 0.01 * i : 1.05; });
  const Series series = sample(stopwatch, {});
  EXPECT_TRUE(series.converged);
  EXPECT_TRUE(series.samples.size() == 20 || series.samples.size() == 40);
}

TEST(Sampler, NoiseThatNeverSettlesStopsAtTheMostSamples) {
  ScriptedStopwatch stopwatch([](int i) { return i % 2 ? 1.0 : 2.0; });
  const Series series = sample(stopwatch, {.max_samples = 300});
  EXPECT_FALSE(series.converged);
  EXPECT_EQ(series.samples.size(), 300u);
}

TEST(Sampler, WallTimeEndsItAndEverySampleIsKept) {
  ScriptedStopwatch stopwatch([](int i) { return i % 2 ? 1.0 : 2.0; });
  const Series series = sample(stopwatch, {.max_time_s = 0});
  EXPECT_FALSE(series.converged);
  EXPECT_EQ(series.samples.size(), 1u);
  EXPECT_FALSE(series.summary.median_interval);
}

TEST(Sampler, ExactlyIsExact) {
  ScriptedStopwatch stopwatch([](int i) { return i % 2 ? 1.0 : 2.0; });
  EXPECT_EQ(sample(stopwatch, {.exactly = 7, .max_time_s = 0}).samples.size(), 7u);
}

TEST(Sampler, AClockThatCannotTellMoreEndsTheSearch) {
  // Half the samples one step higher: the interval is the step itself, 10 % of the median.
  ScriptedStopwatch stopwatch([](int i) { return i % 2 ? 1.0 : 1.1; }, 0.1);
  const Series series = sample(stopwatch, {});
  EXPECT_TRUE(series.converged);
  EXPECT_GE(series.summary.median_interval->high - series.summary.median_interval->low, 0.1);
}

TEST(Sampler, InvalidSamplesAreKeptButNotCounted) {
  class Flagging : public Stopwatch {
   public:
    Sample timed(Workload&) override {
      return {.seconds = ++n_ % 4 ? 1.0 : 9.0, .valid = n_ % 4 != 0};
    }
    double resolution() const override { return 0; }

   private:
    int n_ = 0;
  } stopwatch;
  Nothing workload;
  Ranks ranks;
  const Series series = take_samples(stopwatch, workload, {}, ranks);
  EXPECT_EQ(series.samples.size(), 10u);
  EXPECT_EQ(series.summary.maximum, 1.0);
}

// How far off is the reported median at 0.5 % noise, and how often does the interval miss the
// truth? Looking several times costs some coverage: the docs state what is left.
TEST(Sampler, TheStopRuleKeepsItsPromiseOnNoise) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> noise(0, 0.02);
  int covered = 0;
  constexpr int kTrials = 400;
  for (int trial = 0; trial < kTrials; ++trial) {
    ScriptedStopwatch stopwatch([&](int) { return std::exp(noise(random)); });
    const Series series = sample(stopwatch, {});
    ASSERT_TRUE(series.converged);
    const Interval& interval = *series.summary.median_interval;
    covered += interval.low <= 1 && 1 <= interval.high;
    EXPECT_NEAR(series.summary.median, 1, 0.02);
  }
  EXPECT_GE(covered, 0.88 * kTrials);
}

TEST(WarmUp, RunsAtLeastOnceAndOnlyOnceForExactSampling) {
  Nothing workload;
  ScriptedStopwatch stopwatch([](int) { return 1.0; });
  warm_up(stopwatch, workload, {.exactly = 3, .warmup_time_s = 100});
  EXPECT_EQ(stopwatch.calls(), 1);
  warm_up(stopwatch, workload, {.warmup_time_s = 0});
  EXPECT_EQ(stopwatch.calls(), 2);
}

}  // namespace
}  // namespace warpmark
