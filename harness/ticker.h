#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace warpmark {

/// Calls a function again and again on a thread of its own, until it is destroyed.
class Ticker {
 public:
  /// `tick` throws nothing. `cores`: the logical CPUs that the thread may use, since it would
  /// otherwise be bound to the one core of the thread that measures; none: no change.
  Ticker(double period_s, const std::vector<int>& cores, std::function<void()> tick);

 private:
  void run(const std::stop_token& stop, double period_s);

  std::function<void()> tick_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // the last to be made: it uses all of the above
};

}  // namespace warpmark
