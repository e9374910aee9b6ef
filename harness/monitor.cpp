#include "harness/monitor.h"

#include "harness/statistics.h"

#include <algorithm>

namespace warpmark {
namespace {

/// The values that are known, in ascending order.
std::vector<double> known(const std::vector<Reading>& readings,
                          std::optional<double> Reading::*field) {
  std::vector<double> values;
  for (const Reading& reading : readings) {
    if (reading.*field) values.push_back(*(reading.*field));
  }
  std::sort(values.begin(), values.end());
  return values;
}

std::optional<double> at_quantile(const std::vector<double>& sorted, double q) {
  return sorted.empty() ? std::nullopt : std::optional(quantile(sorted, q));
}

}  // namespace

Monitor::Monitor(Sensor* sensor, const std::vector<int>& cores, double period_s) : sensor_(sensor) {
  poll();
  if (sensor_ && polls_.front().reading == Reading{}) sensor_ = nullptr;
  if (sensor_ && period_s > 0)
    ticker_ = std::make_unique<Ticker>(period_s, cores, [this] { poll(); });
}

void Monitor::poll() {
  if (!sensor_) return;
  const std::lock_guard lock(mutex_);
  const Reading reading = sensor_->read();
  polls_.push_back({now(), reading});
}

std::vector<Reading> Monitor::around(double begin, double end) const {
  const std::lock_guard lock(mutex_);
  const auto later = [](double time, const Poll& poll) { return time < poll.time; };
  auto first = std::upper_bound(polls_.begin(), polls_.end(), begin, later);
  auto last = std::upper_bound(polls_.begin(), polls_.end(), end, later);
  if (first != polls_.begin()) --first;
  if (last != polls_.end()) ++last;
  std::vector<Reading> readings;
  for (auto poll = first; poll != last; ++poll) readings.push_back(poll->reading);
  return readings;
}

bool Monitor::slowed(double begin, double end) const {
  const auto readings = around(begin, end);
  return std::any_of(readings.begin(), readings.end(), [](const Reading& reading) {
    return (reading.throttle.value_or(0) & kSlowdownReasons) != 0;
  });
}

Reading Monitor::between(double begin, double end) const {
  const auto readings = around(begin, end);
  Reading all;
  all.mem_clock_hz = at_quantile(known(readings, &Reading::mem_clock_hz), 0.5);
  all.temperature_c = at_quantile(known(readings, &Reading::temperature_c), 1);
  all.power_w = at_quantile(known(readings, &Reading::power_w), 0.5);
  for (const Reading& reading : readings) {
    if (reading.throttle) all.throttle = all.throttle.value_or(0) | *reading.throttle;
  }
  return all;
}

}  // namespace warpmark
