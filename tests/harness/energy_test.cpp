#include "harness/energy.h"

#include "harness/row.h"
#include "harness/wall_clock.h"
#include "tests/harness/fakes.h"

#include <gtest/gtest.h>

#include <cmath>

namespace warpmark {
namespace {

using testing_support::Nothing;

/// Steps of 5 J every 50 ms, beginning at some value: 100 W.
std::vector<CounterStep> steps(int n) {
  std::vector<CounterStep> all;
  for (int i = 0; i < n; ++i) all.push_back({0.013 + 0.05 * i, 7000 + 5.0 * i});
  return all;
}

TEST(MeanPower, IsTakenFromStepToStep) { EXPECT_NEAR(mean_power(steps(12)).value(), 100, 1e-9); }

TEST(MeanPower, NeedsTenSteps) {
  EXPECT_FALSE(mean_power(steps(9)));
  EXPECT_TRUE(mean_power(steps(10)));
  EXPECT_FALSE(mean_power({}));
}

TEST(MeanPower, ACounterThatFallsTellsNothing) {
  auto fallen = steps(12);
  fallen[6].joules = 1;
  EXPECT_FALSE(mean_power(fallen));
}

/// 80 W; moves every so many seconds.
class Counter : public Sensor {
 public:
  explicit Counter(double period) : period_(period) {}
  std::optional<double> energy_j() override {
    return 80 * period_ * std::floor(clock_.seconds() / period_);
  }

 private:
  WallClock clock_;
  double period_;
};

/// Repeats every so many seconds of real time, for a tenth of the time asked for.
class Repeater : public Stopwatch {
 public:
  explicit Repeater(double period) : period_(period) {}
  Sample timed(Workload&) override { return {}; }
  double resolution() const override { return 0; }
  long repeat(Workload&, double seconds) override {
    if (period_ == 0) return 0;
    const WallClock clock;
    ++calls;
    const long n = std::lround(seconds / 10 / period_);
    while (clock.seconds() < static_cast<double>(n) * period_) {
    }
    return n;
  }
  int calls = 0;

 private:
  double period_;
};

std::optional<Energy> measure(Sensor& sensor, Repeater& stopwatch) {
  Nothing workload;
  return measure_energy(stopwatch, workload, sensor, {});
}

TEST(MeasureEnergy, IsPowerTimesTheTimeOfARepetition) {
  Counter sensor(0.005);
  Repeater stopwatch(0.001);
  const auto energy = measure(sensor, stopwatch);
  ASSERT_TRUE(energy);
  // The bounds leave room for a machine that lets nobody run for a while.
  EXPECT_NEAR(energy->watts, 80, 40);
  EXPECT_GE(energy->joules / energy->watts, 0.00099);
  EXPECT_LE(energy->joules / energy->watts, 0.005);
}

TEST(MeasureEnergy, GivesUpWhereTheCounterHardlyMoves) {
  Counter sensor(0.1);
  Repeater stopwatch(0.001);
  EXPECT_FALSE(measure(sensor, stopwatch));
  EXPECT_EQ(stopwatch.calls, 3);
}

TEST(MeasureEnergy, NeedsACounterAndRepetitions) {
  Sensor none;
  Repeater stopwatch(0.001), cold(0);
  EXPECT_FALSE(measure(none, stopwatch));
  EXPECT_EQ(stopwatch.calls, 0);
  Counter sensor(0.005);
  EXPECT_FALSE(measure(sensor, cold));
}

TEST(FillEnergy, WorkPerJoule) {
  Result row;
  row.power_w = 7;
  fill_energy({.joules = 0.5, .watts = 250}, row);
  EXPECT_EQ(row.energy_j, 0.5);
  EXPECT_EQ(row.power_w, 250);
  EXPECT_FALSE(row.flops_per_j);
  row.flops = 1e12;
  fill_energy({.joules = 0.5, .watts = 250}, row);
  EXPECT_EQ(row.flops_per_j, 2e12);
}

}  // namespace
}  // namespace warpmark
