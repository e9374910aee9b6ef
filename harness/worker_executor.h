#pragma once

#include "harness/child_process.h"
#include "harness/executor.h"
#include "harness/gpus.h"
#include "harness/row.h"

#include <memory>
#include <string>
#include <vector>

namespace warpmark {

/// Measures in a worker: this program, started anew by exec, that answers each line of a case with
/// the line of a result. A worker that dies, hangs or is no longer to be trusted costs the row of
/// its case and is replaced for the next.
class WorkerExecutor : public Executor {
 public:
  /// Starts the first worker and waits until it has looked for devices. `arguments`: the worker's
  /// command line; `origin`: what its rows say of themselves. Throws std::runtime_error where it
  /// does not start.
  WorkerExecutor(std::vector<std::string> arguments, const RowOrigin& origin);

  const Environment& environment() const override { return environment_; }
  void begin_run() override;
  void keep_plans(const std::filesystem::path& file) override { plans_ = file; }
  Result measure(const Case& c) override;

 private:
  void start();
  Result ask(const Case& c);

  std::vector<std::string> arguments_;
  RowOrigin origin_;
  std::filesystem::path plans_;
  std::unique_ptr<ChildProcess> worker_;  // none: start one for the next case
  Gpus gpus_;                             // that the worker found
  bool used_ = false;                     // has the worker measured anything
  Environment environment_;
};

}  // namespace warpmark
