#include "harness/environment.h"
#include "harness/error.h"
#include "harness/host_buffer.h"
#include "harness/platform.h"
#include "harness/range.h"
#include "harness/self_check.h"
#include "harness/statistics.h"
#include "harness/wall_clock.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace warpmark {
namespace {

constexpr double kNanosecond = 1e-9;
constexpr int kBatches = 21;

/// The median of several batches, in nanoseconds a repetition.
template <class Repetition>
double nanoseconds_each(Repetition&& repetition) {
  constexpr int kRepetitions = 10000;
  std::vector<double> each;
  for (int batch = 0; batch < kBatches; ++batch) {
    const WallClock clock;
    for (int i = 0; i < kRepetitions; ++i) repetition();
    each.push_back(clock.seconds() / kRepetitions / kNanosecond);
  }
  return summarise(each, 0).median;
}

/// The stopwatch that times cases, at a workload: the median of several samples in seconds.
double median_seconds(Timing timing, Workload& workload, int threads) {
  const auto platform = make_cpu_platform(threads);
  const auto queue = platform->make_queue(0);
  const auto stopwatch = platform->make_stopwatch(timing, *queue);
  stopwatch->prepare(workload);
  stopwatch->time(workload);
  std::vector<double> seconds;
  for (int i = 0; i < kBatches; ++i) seconds.push_back(stopwatch->time(workload).seconds);
  return summarise(seconds, 0).median;
}

class Empty : public Workload {
 public:
  void run() override {}
  Outputs outputs() override { return {}; }
};

/// Reads a word of each cache line of a buffer in order, with one thread: fast enough for a cache
/// to be told from memory, and no threads wait for one another.
class Reader : public Workload {
 public:
  explicit Reader(double bytes) : memory_(static_cast<std::size_t>(bytes)) {
    std::fill_n(memory_.as<std::uint64_t>(), memory_.size() / sizeof(std::uint64_t), 1);
  }
  void run() override {
    constexpr std::size_t kLine = 8;  // words
    const auto* word = memory_.as<std::uint64_t>();
    const auto* end = word + memory_.size() / sizeof(std::uint64_t) / (4 * kLine) * (4 * kLine);
    std::uint64_t sums[4] = {};  // four, so that no addition waits for the one before
    for (; word != end; word += 4 * kLine) {
      for (std::size_t i = 0; i < 4; ++i) sums[i] += word[i * kLine];
    }
    asm volatile("" : : "r"(sums[0] + sums[1] + sums[2] + sums[3]));  // the reads are wanted
  }
  Outputs outputs() override { return {}; }

 private:
  HostBuffer memory_;
};

double clock_step() {
  const auto platform = make_cpu_platform(1);
  const auto queue = platform->make_queue(0);
  return platform->make_stopwatch(Timing::hot, *queue)->resolution() / kNanosecond;
}

double clock_read() {
  return nanoseconds_each([] {
    const auto now = std::chrono::steady_clock::now();
    asm volatile("" : : "r"(&now) : "memory");
  });
}

double empty_repetition(int threads) {
  Empty workload;
  return median_seconds(Timing::hot, workload, threads) / kNanosecond;
}

/// Machines misreport their caches, a virtual one above all: does the flush evict?
double cold_over_hot(int threads) {
  const double cache = query_cpu().last_level_cache_bytes;
  if (cache == 0) throw Unsupported("the machine does not report its caches");
  Reader workload(cache / 2);
  return median_seconds(Timing::cold, workload, threads) /
         median_seconds(Timing::hot, workload, threads);
}

double nvtx_range() {
  const std::string name = "selftest";
  Annotations annotations;
  if (annotations.tool_attached()) throw Unsupported("a tool is attached: its cost is not ours");
  annotations.declare(name);
  return nanoseconds_each([&] { const Annotations::Range range(annotations, name); });
}

}  // namespace

std::vector<SelfCheck> cpu_self_checks(int threads) {
  return {
      {{"cpu.clock_step", "ns", 0, 1000}, clock_step},
      {{"cpu.clock_read", "ns", 0, 200}, clock_read},
      {{"cpu.empty_repetition", "ns", 0, 100}, [=] { return empty_repetition(threads); }},
      {{.name = "cpu.cold_over_hot", .low = 1.1}, [=] { return cold_over_hot(threads); }},
      {{"nvtx.range", "ns", 0, 200}, nvtx_range},
  };
}

}  // namespace warpmark
