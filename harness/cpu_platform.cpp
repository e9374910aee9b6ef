#include "harness/environment.h"
#include "harness/error.h"
#include "harness/host_buffer.h"
#include "harness/memory.h"
#include "harness/parallel.h"
#include "harness/platform.h"

#include <algorithm>
#include <chrono>

namespace warpmark {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The smallest step between two readings of the clock that differ, the median of several.
double clock_step() {
  std::vector<double> steps;
  for (int i = 0; i < 101; ++i) {
    const Clock::time_point start = Clock::now();
    Clock::time_point now = start;
    while (now == start) now = Clock::now();
    steps.push_back(std::chrono::duration<double>(now - start).count());
  }
  std::nth_element(steps.begin(), steps.begin() + 50, steps.end());
  return steps[50];
}

/// Evicts caches by reading: no dirty lines are left that would be written back in the sample.
class CacheFlush {
 public:
  CacheFlush(double last_level_cache_bytes, int threads)
      : memory_(static_cast<std::size_t>(std::max(4 * last_level_cache_bytes, 256.0 * (1 << 20)))),
        threads_(threads) {
    parallel_ranges(words(), threads_, kGrain, [&](Index begin, Index end) {
      std::fill(memory_.as<std::uint64_t>() + begin, memory_.as<std::uint64_t>() + end, 1);
    });
  }

  void operator()() {
    parallel_ranges(words(), threads_, kGrain, [&](Index begin, Index end) {
      const std::uint64_t* word = memory_.as<std::uint64_t>();
      std::uint64_t sum = 0;
      for (Index i = begin; i < end; i += kCacheLine) sum += word[i];
      asm volatile("" : : "r"(sum));  // the reads are wanted, their sum is not
    });
  }

 private:
  static constexpr Index kCacheLine = 8, kGrain = 4096;  // words
  Index words() const { return static_cast<Index>(memory_.size() / sizeof(std::uint64_t)); }

  HostBuffer memory_;
  int threads_;
};

class CpuStopwatch : public Stopwatch {
 public:
  double resolution() const override { return step_; }

 private:
  double step_ = clock_step();
};

/// Cold: one repetition after a flush. With transfers it is e2e; on a CPU they cost nothing.
class ColdStopwatch : public CpuStopwatch {
 public:
  ColdStopwatch(int threads, bool transfers)
      : flush_(query_cpu().all_last_level_bytes, threads), transfers_(transfers) {}

  void clear(Workload& workload) override {
    if (!workload.traits().repeatable) workload.reset();
    flush_();
  }

  Sample timed(Workload& workload) override {
    const Clock::time_point start = Clock::now();
    if (transfers_) workload.upload();
    workload.run();
    if (transfers_) workload.download();
    return {.seconds = seconds_since(start)};
  }

 private:
  CacheFlush flush_;
  bool transfers_;
};

/// Hot: back to back, as many as it takes for the clock's step to be below 0.1 % of a sample.
class HotStopwatch : public CpuStopwatch {
 public:
  explicit HotStopwatch(bool profiled) : profiled_(profiled) {}

  void prepare(Workload& workload) override {
    if (!workload.traits().repeatable) throw Unsupported("hot timing needs a repeatable workload");
    const double enough = profiled_ ? 0 : std::max(1000 * resolution(), 20e-6);
    for (iterations_ = 1; batch(workload) < enough; iterations_ *= 2) {
    }
  }

  Sample timed(Workload& workload) override {
    const double seconds = batch(workload) / static_cast<double>(iterations_);
    return {.seconds = seconds, .iterations = iterations_};
  }

 private:
  double batch(Workload& workload) const {
    const Clock::time_point start = Clock::now();
    for (long i = 0; i < iterations_; ++i) workload.run();
    return seconds_since(start);
  }

  bool profiled_;
  long iterations_ = 1;
};

class CpuPlatform : public Platform {
 public:
  explicit CpuPlatform(int threads) : threads_(threads) {}

  std::vector<DeviceInfo> devices() override { return {}; }
  std::unique_ptr<Queue> make_queue(int) override { return std::make_unique<Queue>(); }

  std::unique_ptr<Stopwatch> make_stopwatch(Timing timing, Queue&, bool profiled) override {
    switch (timing) {
      case Timing::cold: return std::make_unique<ColdStopwatch>(threads_, false);
      case Timing::e2e: return std::make_unique<ColdStopwatch>(threads_, true);
      case Timing::hot: return std::make_unique<HotStopwatch>(profiled);
      default: throw Unsupported("a CPU has no timing '" + std::string(name(timing)) + "'");
    }
  }

  double peak_memory_bytes(Queue&) override { return peak_resident_bytes(); }
  void reset_peak_memory(Queue&) override { reset_peak_resident(); }

 private:
  int threads_;
};

}  // namespace

std::unique_ptr<Platform> make_cpu_platform(int threads) {
  return std::make_unique<CpuPlatform>(threads);
}

}  // namespace warpmark
