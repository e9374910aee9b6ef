#pragma once

#include "harness/case.h"
#include "harness/environment.h"
#include "harness/result.h"

#include <filesystem>

namespace warpmark {

/// Where cases are measured: in this process (Runner) or in another (WorkerExecutor).
class Executor {
 public:
  virtual ~Executor() = default;

  /// Machine and devices, as the process that measures finds them; no command, no identifiers.
  virtual const Environment& environment() const = 0;

  /// A run begins: what is kept between cases does not outlive it.
  virtual void begin_run() = 0;

  /// Where libraries' choices are kept from now on (harness/plan_file.h); empty, as at first:
  /// nowhere.
  virtual void keep_plans(const std::filesystem::path& file) = 0;

  /// A row for the case, whatever happens; it lacks the identifiers of session and run.
  /// Throws Interrupted.
  virtual Result measure(const Case& c) = 0;
};

}  // namespace warpmark
