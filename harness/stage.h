#pragma once

#include "harness/case.h"
#include "harness/inject.h"
#include "harness/loader.h"
#include "harness/platform.h"
#include "harness/ranks.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace warpmark {

/// Where a case runs.
struct Stage {
  Platform& platform;
  std::unique_ptr<Queue> queue;
  Ranks& ranks;
  Device device;
  int threads = 1;
  std::uint64_t seed = 1;
  Mode mode;  // but for the timing, which is the case's
  std::filesystem::path checkpoint, plans;
  const Annotations* annotations = nullptr;

  Context context(Timing timing) const {
    Mode timed = mode;
    timed.timing = timing;
    return {device, *queue, ranks, threads, timed, seed, checkpoint, plans, annotations};
  }
};

/// Brings cases to life.
class WorkloadMaker {
 public:
  /// `injections`: faults to put into what is timed.
  WorkloadMaker(Loader& loader, std::vector<Injection> injections)
      : loader_(loader), injections_(std::move(injections)) {}

  /// As the variant's factory makes it, which its spec or its module has. Throws what that throws,
  /// and Unsupported where the module does not load.
  std::unique_ptr<Workload> make(const Case& c, Stage& stage, Timing timing) const;

  /// With the case's own timing, and its fault if there is one.
  std::unique_ptr<Workload> make_timed(const Case& c, Stage& stage) const;

 private:
  Loader& loader_;
  std::vector<Injection> injections_;
};

}  // namespace warpmark
