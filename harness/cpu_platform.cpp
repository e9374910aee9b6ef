#include "harness/environment.h"
#include "harness/error.h"
#include "harness/fit.h"
#include "harness/host_buffer.h"
#include "harness/memory.h"
#include "harness/parallel.h"
#include "harness/platform.h"
#include "harness/rapl.h"
#include "harness/wall_clock.h"

#include <algorithm>
#include <optional>

namespace warpmark {
namespace {

/// Evicts caches by reading: no dirty lines are left that would be written back in the sample.
class CacheFlush {
 public:
  static double bytes_for(double last_level_cache_bytes) {
    return std::max(4 * last_level_cache_bytes, 256.0 * (1 << 20));
  }

  CacheFlush(double bytes, int threads)
      : memory_(static_cast<std::size_t>(bytes)), threads_(threads) {
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

  double bytes() const { return static_cast<double>(memory_.size()); }

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
  double step_ = wall_clock_step();
};

/// Cold: one repetition after a flush. With transfers it is e2e; on a CPU they cost nothing.
class ColdStopwatch : public CpuStopwatch {
 public:
  ColdStopwatch(CacheFlush& flush, bool transfers) : flush_(flush), transfers_(transfers) {}

  void clear(Workload& workload) override {
    if (!workload.traits().repeatable) workload.reset();
    flush_();
  }

  Sample timed(Workload& workload) override {
    const WallClock clock;
    if (transfers_) workload.upload();
    workload.run();
    if (transfers_) workload.download();
    return {.seconds = clock.seconds()};
  }

 private:
  CacheFlush& flush_;
  bool transfers_;
};

/// Hot: back to back, as many as it takes for the clock's step to be below 0.1 % of a sample;
/// twice, so that a single interruption does not pass for work.
class HotStopwatch : public CpuStopwatch {
 public:
  explicit HotStopwatch(bool profiled) : profiled_(profiled) {}

  void prepare(Workload& workload) override {
    if (!workload.traits().repeatable) throw Unsupported("hot timing needs a repeatable workload");
    constexpr double kSurelyLong_s = 1;
    iterations_ = 1;
    // The first repetition may touch memory, wake threads and load code, and looks long.
    if (batch(workload) > kSurelyLong_s || profiled_ || workload.traits().single) return;
    const double enough = std::max(1000 * resolution(), 20e-6);
    while (batch(workload) < enough || batch(workload) < enough) iterations_ *= 2;
  }

  Sample timed(Workload& workload) override {
    const double seconds = batch(workload) / static_cast<double>(iterations_);
    return {.seconds = seconds, .iterations = iterations_};
  }

  long repeat(Workload& workload, double seconds) override {
    const WallClock clock;
    long repetitions = 0;
    for (; clock.seconds() < seconds; repetitions += iterations_) batch(workload);
    return repetitions;
  }

 private:
  double batch(Workload& workload) const {
    const WallClock clock;
    for (long i = 0; i < iterations_; ++i) workload.run();
    return clock.seconds();
  }

  bool profiled_;
  long iterations_ = 1;
};

/// Step: hot, but what is verified is a step of its own.
class StepStopwatch : public HotStopwatch {
 public:
  using HotStopwatch::HotStopwatch;
  void rehearse(Workload& workload) override { workload.rehearse(); }
};

/// Epoch: one repetition, of which none is spent on verification or warm-up.
class EpochStopwatch : public CpuStopwatch {
 public:
  void rehearse(Workload& workload) override { workload.rehearse(); }
  Sample warm(Workload& workload) override {
    const WallClock clock;
    workload.warm_up();
    return {.seconds = clock.seconds()};
  }
  Sample timed(Workload& workload) override {
    const WallClock clock;
    workload.run();
    return {.seconds = clock.seconds()};
  }
};

class CpuPlatform : public Platform {
 public:
  explicit CpuPlatform(int threads) : threads_(threads), rapl_(open_rapl()) {}

  std::vector<DeviceInfo> devices() override { return {}; }
  double free_bytes(int) override { return available_memory_bytes(); }
  std::unique_ptr<Queue> make_queue(int) override { return std::make_unique<Queue>(); }

  std::unique_ptr<Stopwatch> make_stopwatch(Timing timing, Queue&, bool profiled) override {
    switch (timing) {
      case Timing::cold: return std::make_unique<ColdStopwatch>(flush(), false);
      case Timing::e2e: return std::make_unique<ColdStopwatch>(flush(), true);
      case Timing::hot: return std::make_unique<HotStopwatch>(profiled);
      case Timing::step: return std::make_unique<StepStopwatch>(profiled);
      case Timing::epoch: return std::make_unique<EpochStopwatch>();
      default: throw Unsupported("a CPU has no timing '" + std::string(name(timing)) + "'");
    }
  }

  Sensor* sensor(int) override { return rapl_.get(); }

  double peak_memory_bytes(Queue&) override {
    return std::max(0.0, peak_resident_bytes() - (flush_ ? flush_->bytes() : 0));
  }
  void reset_peak_memory(Queue&) override { reset_peak_resident(); }

 private:
  /// Made for the first stopwatch that needs it, and kept. Throws Unsupported where it does not
  /// fit.
  CacheFlush& flush() {
    if (flush_) return *flush_;
    const double bytes = CacheFlush::bytes_for(query_cpu().all_last_level_bytes);
    require_free_memory(bytes, " to flush the caches");
    return flush_.emplace(bytes, threads_);
  }

  int threads_;
  std::unique_ptr<Sensor> rapl_;
  std::optional<CacheFlush> flush_;
};

}  // namespace

std::unique_ptr<Platform> make_cpu_platform(int threads) {
  return std::make_unique<CpuPlatform>(threads);
}

}  // namespace warpmark
