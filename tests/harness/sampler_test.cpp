#include "harness/sampler.h"

#include "tests/harness/fakes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace warpmark {
namespace {

using testing_support::Nothing;
using testing_support::ScriptedSensor;
using testing_support::ScriptedStopwatch;

Series sample(ScriptedStopwatch& stopwatch, const SamplingPolicy& policy) {
  Nothing workload;
  Ranks ranks;
  Monitor monitor(nullptr);
  return take_samples(stopwatch, workload, policy, ranks, monitor);
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

/// May be repeated five times, and says after each sample how often it was.
class Counting : public Nothing {
 public:
  Traits traits() const override { return {.repeatable = false, .most = 5}; }
  void run() override { ++runs_; }
  void annotate(Sample& sample) override {
    sample.counters = {{"runs", runs_}, {"seconds", sample.seconds}};
  }

 private:
  double runs_ = 0;
};

TEST(Sampler, EachSampleIsAnnotatedOnceItIsTimed) {
  ScriptedStopwatch stopwatch([](int i) { return 1.0 + i; });
  Counting workload;
  Ranks ranks;
  Monitor monitor(nullptr);
  const auto samples = take_samples(stopwatch, workload, {.exactly = 3}, ranks, monitor).samples;
  ASSERT_EQ(samples.size(), 3u);
  EXPECT_EQ(samples[0].counters.at("runs"), 1);
  EXPECT_EQ(samples[2].counters.at("runs"), 3);
  EXPECT_EQ(samples[2].counters.at("seconds"), 3);
}

TEST(Sampler, EndsWhereAWorkloadCanBeRepeatedNoMore) {
  ScriptedStopwatch stopwatch([](int i) { return 1.0 + i; });
  Counting workload;
  Ranks ranks;
  Monitor monitor(nullptr);
  EXPECT_EQ(take_samples(stopwatch, workload, {.exactly = 9}, ranks, monitor).samples.size(), 5u);
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
  Monitor monitor(nullptr);
  const Series series = take_samples(stopwatch, workload, {}, ranks, monitor);
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

/// The device's answers to the polls, one after another; the last one stays.
Series sample_under(std::vector<std::uint64_t> throttle, const SamplingPolicy& policy) {
  ScriptedSensor sensor(std::move(throttle));
  ScriptedStopwatch stopwatch([](int) { return 1.0; });
  Nothing workload;
  Ranks ranks;
  Monitor monitor(&sensor, {}, 0);
  return take_samples(stopwatch, workload, policy, ranks, monitor);
}

// Polls: when the monitor begins, when sampling begins, at 10, 20, 40 … samples, and at the end.
TEST(SamplerUnderSlowdown, SamplesBesideAPollThatSawOneAreKeptButNotCounted) {
  const Series series = sample_under({0, 0, 0x40, 0}, {});
  // 10 and 20: all are beside the poll. 40 and 80: half and a quarter of them. 160: an eighth.
  EXPECT_TRUE(series.converged);
  EXPECT_FALSE(series.disturbed());
  EXPECT_EQ(series.slowed, 20);
  ASSERT_EQ(series.samples.size(), 160u);
  for (std::size_t i = 0; i < series.samples.size(); ++i) {
    EXPECT_EQ(series.samples[i].valid, i >= 20) << i;
  }
  EXPECT_EQ(series.conditions.throttle, 0x40u);
}

TEST(SamplerUnderSlowdown, MoreThanAFifthOfTheSamplesIsTooMany) {
  const Series series = sample_under({0, 0, 0x40, 0}, {.max_samples = 80});
  EXPECT_EQ(series.slowed, 20);
  EXPECT_TRUE(series.disturbed());
  EXPECT_FALSE(series.converged);
  EXPECT_EQ(series.summary.median, 1.0);
}

TEST(SamplerUnderSlowdown, AlsoWhereTheirNumberIsGiven) {
  const Series series = sample_under({0, 0, 0x08}, {.exactly = 7});
  EXPECT_EQ(series.slowed, 7);
  EXPECT_FALSE(series.converged);
}

TEST(SamplerUnderSlowdown, APowerCapIsNone) {
  const Series series = sample_under({0x4 | 0x1 | 0x2}, {});
  EXPECT_TRUE(series.converged);
  EXPECT_EQ(series.slowed, 0);
  EXPECT_EQ(series.conditions.throttle, 0x7u);
}

}  // namespace
}  // namespace warpmark
