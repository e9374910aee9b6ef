#pragma once

#include "harness/executor.h"
#include "harness/loader.h"
#include "harness/timeline.h"
#include "reports/chrome_trace.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace warpmark {

/// `run --trace`: measures elsewhere, and after each case writes its ranges to the file, and what
/// the GPUs did meanwhile; a GPU's row gets the times of that as counters.
class Tracer : public Executor {
 public:
  /// `executor` tells `timeline` of its ranges. Says on stderr why the trace holds no GPU activity
  /// where that cannot be. Throws NothingRan where a case runs on a GPU and GPUs cannot be watched
  /// here; WriteError.
  Tracer(const std::filesystem::path& file, Executor& executor, Timeline& timeline,
         const std::vector<Case>& cases, Loader& loader);

  const Environment& environment() const override { return executor_.environment(); }
  void begin_run() override { executor_.begin_run(); }
  void keep_plans(const std::filesystem::path& file) override { executor_.keep_plans(file); }
  Result measure(const Case& c) override;

 private:
  Executor& executor_;
  Timeline& timeline_;
  std::unique_ptr<ActivityRecorder> recorder_;
  ChromeTrace trace_;
};

}  // namespace warpmark
