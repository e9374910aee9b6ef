#pragma once

#include "harness/case.h"
#include "harness/executor.h"
#include "harness/inject.h"
#include "harness/loader.h"
#include "harness/proof.h"
#include "harness/range.h"
#include "harness/sampler.h"
#include "harness/stage.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace warpmark {

struct RunOptions {
  SamplingPolicy sampling;
  int threads = 1;
  std::uint64_t seed = 1;
  bool profile = false;     // for a profiler: kProfiledRepetitions, each with its range
  bool heuristics = false;  // libraries choose by their rules
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
  void begin_run() override { proof_.begin_run(); }
  void keep_plans(const std::filesystem::path& file) override { plans_ = file; }
  Result measure(const Case& c) override;

 private:
  void run_case(const Case& c, Result& row);
  void run_on(Stage& stage, const Case& c, Result& row);
  /// Made and proved, with a stopwatch that is prepared for it.
  std::unique_ptr<Stopwatch> make_stopwatch(Stage& stage, const Case& c);
  std::unique_ptr<Workload> bring_to_life(Stage& stage, const Case& c, Stopwatch& stopwatch,
                                          Result& row);
  Platform& platform(DeviceKind kind);
  void require_device(const Case& c) const;
  SamplingPolicy policy_of(const Case& c) const;

  RunOptions options_;
  std::filesystem::path plans_;
  Environment environment_;
  Loader& loader_;
  Ranks ranks_;
  WorkloadMaker maker_;
  Proof proof_;
  Annotations annotations_;
  std::unique_ptr<Platform> cpu_;
};

}  // namespace warpmark
