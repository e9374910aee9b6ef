#pragma once

#include "harness/case.h"
#include "harness/executor.h"
#include "harness/inject.h"
#include "harness/loader.h"
#include "harness/range.h"
#include "harness/sampler.h"
#include "harness/verify.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <string>

namespace warpmark {

struct RunOptions {
  SamplingPolicy sampling;
  int threads = 1;
  std::uint64_t seed = 1;
  bool profile = false;  // for a profiler: kProfiledRepetitions, each with its range
  std::filesystem::path checkpoints = {};  // where workloads keep what they achieve; empty: nowhere
  std::vector<Injection> injections;
};

/// Brings a case to life, verifies it, times it: a Case in, a Result out, whatever happens. Only
/// Interrupted leaves measure().
class Runner : public Executor {
 public:
  /// `listener`: hears of every range.
  Runner(const RunOptions& options, Environment environment, Loader& loader,
         RangeListener* listener = nullptr);

  const Environment& environment() const override { return environment_; }
  void begin_run() override { checked_.clear(); }
  Result measure(const Case& c) override;

 private:
  /// What a case needs while it runs, in the order in which it must be taken down.
  struct Stage;

  void run_case(const Case& c, Result& row);
  void run_on(Stage& stage, const Case& c, Result& row);
  void verify_check_points(const Case& c, Stage& stage);
  void verify(const Case& c, Stage& stage, Stopwatch& stopwatch, Workload& workload, Result& row);
  std::unique_ptr<Workload> make(const Case& c, Stage& stage, Timing timing);
  std::unique_ptr<Workload> make_timed(const Case& c, Stage& stage);
  Platform& platform(DeviceKind kind);
  void require_device(const Case& c) const;
  SamplingPolicy policy_of(const Case& c) const;

  RunOptions options_;
  Environment environment_;
  Loader& loader_;
  Ranks ranks_;
  Verifier verifier_;
  Annotations annotations_;
  std::unique_ptr<Platform> cpu_;
  std::set<std::string> checked_;  // variants and words (dtype, …) whose check points have passed
};

}  // namespace warpmark
