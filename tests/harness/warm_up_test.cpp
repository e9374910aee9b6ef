#include "harness/warm_up.h"

#include "harness/wall_clock.h"
#include "tests/harness/fakes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace warpmark {
namespace {

using testing_support::Nothing;
using testing_support::ScriptedStopwatch;

std::vector<TimedValue> line(int n, const std::function<double(int)>& value) {
  std::vector<TimedValue> values;
  for (int i = 0; i < n; ++i) values.push_back({0.1 * i, value(i)});
  return values;
}

TEST(Trend, OfALineIsItsRise) {
  const Trend rising = trend(line(11, [](int i) { return 95.0 + i; }));
  EXPECT_NEAR(rising.rise, 0.1, 1e-12);  // from 95 to 105, over the mean of 100
  EXPECT_NEAR(rising.error, 0, 1e-9);
}

/// Against a table computed by hand: residuals ±1 around 10.
TEST(Trend, KnowsItsError) {
  const auto values = line(4, [](int i) { return i == 0 || i == 3 ? 11.0 : 9.0; });
  const Trend flat = trend(values);
  EXPECT_NEAR(flat.rise, 0, 1e-12);
  // Residuals' square sum 4 over n - 2 = 2, over the times' 0.05, times the span 0.3, over 10.
  EXPECT_NEAR(flat.error, std::sqrt(2 / 0.05) * 0.03, 1e-12);
}

TEST(Settled, FlatIsRisingIsNot) {
  EXPECT_TRUE(settled(line(20, [](int) { return 1.98e9; })));
  EXPECT_TRUE(settled(line(20, [](int i) { return 1.98e9 * (1 + 0.0002 * i); })));
  EXPECT_FALSE(settled(line(20, [](int i) { return 1.98e9 * (1 + 0.001 * i); })));
  EXPECT_FALSE(settled(line(20, [](int i) { return 1.98e9 * (1 - 0.001 * i); })));
  EXPECT_FALSE(settled(line(4, [](int) { return 1.0; })));
}

/// 5 % of noise, no trend: the line rises or falls by more than 0.5 %, but by no more than it errs.
TEST(Settled, NoiseIsNoTrend) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> noise(1, 0.05);
  int said_so = 0;
  for (int i = 0; i < 1000; ++i) said_so += settled(line(30, [&](int) { return noise(random); }));
  EXPECT_GT(said_so, 920);
}

/// Takes twenty microseconds of real time, and then says what it is told.
class SlowStopwatch : public Stopwatch {
 public:
  explicit SlowStopwatch(std::function<Sample(double)> sample) : sample_(std::move(sample)) {}
  Sample timed(Workload&) override {
    const double begin = clock_.seconds();
    while (clock_.seconds() < begin + 20e-6) {
    }
    return sample_(clock_.seconds());
  }
  double resolution() const override { return 0; }

 private:
  std::function<Sample(double)> sample_;
  WallClock clock_;
};

struct WarmUp : testing::Test {
  double warm_up_of(Stopwatch& stopwatch, const SamplingPolicy& policy) {
    return warm_up(stopwatch, workload, policy, ranks);
  }
  Nothing workload;
  Ranks ranks;
};

TEST_F(WarmUp, IsOneRepetitionWhereNoTimeIsGiven) {
  ScriptedStopwatch stopwatch([](int) { return 1.0; });
  warm_up_of(stopwatch, {.warmup_time_s = 0});
  EXPECT_EQ(stopwatch.calls(), 1);
}

TEST_F(WarmUp, EndsAtTheFirstLookWhereNothingChanges) {
  SlowStopwatch stopwatch([](double) { return Sample{.seconds = 1}; });
  const double seconds = warm_up_of(stopwatch, {.warmup_time_s = 0.005});
  EXPECT_GE(seconds, 0.005);
  EXPECT_LT(seconds, 2);  // of 2.5 s that it might take
}

/// Times fall towards 1, the rest by half every 10 ms.
TEST_F(WarmUp, WaitsUntilATrendIsOver) {
  SlowStopwatch stopwatch([](double now) { return Sample{.seconds = 1 + std::exp2(-now / 0.01)}; });
  EXPECT_GT(warm_up_of(stopwatch, {.warmup_time_s = 0.005}), 0.03);
}

TEST_F(WarmUp, IsCapped) {
  SlowStopwatch stopwatch([](double now) { return Sample{.seconds = 1 + 100 * now}; });
  const double seconds = warm_up_of(stopwatch, {.max_time_s = 0.08, .warmup_time_s = 0.001});
  EXPECT_GE(seconds, 0.02);
  EXPECT_LT(seconds, 1.5);  // of the 2 s that 100,000 repetitions take
}

/// The times are steady, the clock is not yet.
TEST_F(WarmUp, LooksAtTheClockWhereItIsKnown) {
  SlowStopwatch stopwatch([](double now) {
    return Sample{.seconds = 1, .sm_clock_hz = 1e9 * (2 - std::exp2(-now / 0.01))};
  });
  EXPECT_GT(warm_up_of(stopwatch, {.warmup_time_s = 0.005}), 0.03);
}

}  // namespace
}  // namespace warpmark
