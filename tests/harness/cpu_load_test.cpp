#include "harness/cpu_load.h"

#include <gtest/gtest.h>

#include <atomic>
#include <sched.h>
#include <thread>

namespace warpmark {
namespace {

/// Keeps one core busy while it lives.
class Spinner {
 public:
  explicit Spinner(int core) : thread_([this, core] { spin(core); }) {}
  ~Spinner() {
    stop_ = true;
    thread_.join();
  }

 private:
  void spin(int core) {
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(core, &only);
    sched_setaffinity(0, sizeof only, &only);
    while (!stop_) {
    }
  }

  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

TEST(CpuLoad, SeesABusyCore) {
  const int core = query_cpu().usable_cores.at(0);
  const Spinner spinner(core);
  const auto busy = busy_cores({core}, 0.2);
  ASSERT_TRUE(busy);
  EXPECT_GT(*busy, 0.5);
  EXPECT_LT(*busy, 1.5);
}

TEST(CpuLoad, IsLookedAtWhereTheLoadAverageIsHigh) {
  Environment environment;
  environment.cpu.usable_cores = {query_cpu().usable_cores.at(0)};
  query_load(environment);
  EXPECT_FALSE(environment.busy_cores);
  environment.load_average = 1;
  query_load(environment);
  EXPECT_TRUE(environment.busy_cores);
}

TEST(CpuLoad, OfACoreThatIsNotThereIsNotKnown) { EXPECT_FALSE(busy_cores({999999}, 0)); }

TEST(CpuLoad, StealIsAShare) {
  ASSERT_TRUE(steal_pct());
  EXPECT_GE(*steal_pct(), 0);
  EXPECT_LE(*steal_pct(), 100);
}

}  // namespace
}  // namespace warpmark
