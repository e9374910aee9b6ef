#include "harness/monitor.h"

#include "tests/harness/fakes.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace warpmark {
namespace {

using testing_support::ScriptedSensor;

/// Returns the monitor's time, a little later.
double later(const Monitor& monitor) {
  const double now = monitor.now();
  while (monitor.now() <= now) {
  }
  return monitor.now();
}

TEST(Monitor, ASampleIsSlowedByThePollsBesideIt) {
  ScriptedSensor sensor({0, 0x40, 0, 0});
  Monitor monitor(&sensor, {}, 0);
  const double first = later(monitor);
  monitor.poll();  // 0x40
  const double second = later(monitor);
  monitor.poll();
  const double third = later(monitor);
  monitor.poll();
  EXPECT_TRUE(monitor.slowed(first, first));    // between 0 and 0x40
  EXPECT_TRUE(monitor.slowed(second, second));  // between 0x40 and 0
  EXPECT_FALSE(monitor.slowed(third, third));   // between 0 and 0
  EXPECT_TRUE(monitor.slowed(first, third));    // it spans 0x40
}

TEST(Monitor, OnlySomeReasonsSlowDown) {
  for (const auto& [mask, slows] : std::vector<std::pair<std::uint64_t, bool>>{{0x1, false},
                                                                               {0x2, false},
                                                                               {0x4, false},
                                                                               {0x8, true},
                                                                               {0x10, false},
                                                                               {0x20, true},
                                                                               {0x40, true},
                                                                               {0x80, true},
                                                                               {0x100, false}}) {
    ScriptedSensor sensor({mask});
    const Monitor monitor(&sensor, {}, 0);
    EXPECT_EQ(monitor.slowed(0, 1), slows) << mask;
    EXPECT_EQ(monitor.between(0, 1).throttle, mask);
  }
}

TEST(Monitor, PutsPollsIntoOneReading) {
  class Changing : public Sensor {
   public:
    Reading read() override {
      const double i = polls_++;
      return {.mem_clock_hz = 1e9 * i,
              .temperature_c = 50 - i,
              .power_w = 100 * i,
              .throttle = std::uint64_t{1} << polls_};
    }

   private:
    int polls_ = 0;
  } sensor;
  Monitor monitor(&sensor, {}, 0);
  monitor.poll();
  monitor.poll();
  const Reading all = monitor.between(0, later(monitor));
  EXPECT_DOUBLE_EQ(all.mem_clock_hz.value(), 1e9);
  EXPECT_DOUBLE_EQ(all.temperature_c.value(), 50);
  EXPECT_DOUBLE_EQ(all.power_w.value(), 100);
  EXPECT_EQ(all.throttle, 2u | 4u | 8u);
}

TEST(Monitor, KnowsNothingWithoutASensor) {
  Monitor monitor(nullptr);
  monitor.poll();
  EXPECT_FALSE(monitor.slowed(0, 1));
  EXPECT_EQ(monitor.between(0, 1), Reading{});
}

struct Counting : Sensor {
  explicit Counting(Reading answer) : answer(answer) {}
  Reading read() override { return ++polls, answer; }
  Reading answer;
  std::atomic<int> polls = 0;
};

TEST(Monitor, PollsByItself) {
  Counting sensor({.power_w = 1});
  const Monitor monitor(&sensor, {0}, 0.001);
  while (sensor.polls < 5) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

TEST(Monitor, DoesNotAskADeviceAgainThatSaysNothing) {
  Counting sensor({});
  Monitor monitor(&sensor, {}, 0.001);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  monitor.poll();
  EXPECT_EQ(sensor.polls, 1);
}

}  // namespace
}  // namespace warpmark
