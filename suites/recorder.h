#pragma once

#include "harness/executor.h"
#include "harness/report.h"
#include "reports/baseline.h"
#include "reports/progress.h"

#include <string>

namespace warpmark {

/// Takes results in, one by one, and hands them on complete.
class Recorder {
 public:
  Recorder(Executor& executor, Report& report, Progress& progress, std::string session_id)
      : executor_(executor),
        report_(report),
        progress_(progress),
        session_id_(std::move(session_id)) {}

  void begin_run(int run_index, std::string run_id);

  /// Measures a case and writes its row.
  Result record(const Case& c);

  /// How many rows failed or timed out.
  int failed() const { return failed_; }

 private:
  Executor& executor_;
  Report& report_;
  Progress& progress_;
  Baselines baselines_;
  std::string session_id_, run_id_;
  int run_index_ = 0;
  int failed_ = 0;
};

}  // namespace warpmark
