#pragma once

#include "harness/executor.h"
#include "harness/inject.h"
#include "harness/report.h"
#include "harness/row.h"
#include "reports/baseline.h"
#include "reports/ceilings.h"
#include "reports/progress.h"
#include "suites/budget.h"
#include "suites/written_rows.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace warpmark {

/// Where rows come from and go to.
struct Recording {
  Executor& executor;
  Report& files;
  Report& screen;
  Progress& progress;
  const Environment& environment;  // with the session's identifier
  RowOrigin origin;                // of rows that nobody measured
  const std::vector<Injection>& injections;
  const std::vector<Case>& canaries;  // what rows are held against; none: nothing
};

/// Takes results in, one by one, and hands them on complete. A row that is in the files already is
/// not measured again, only learnt from and shown.
class Recorder {
 public:
  Recorder(const Recording& to, WrittenRows written)
      : to_(to), written_(std::move(written)), ceilings_(to.environment) {}

  /// `budget`: none where there is no limit to the run's time. Canaries do not ask it.
  void begin_run(int run_index, const std::string& run_id, std::optional<Budget> budget);

  /// Measures a case, if its budget allows, and writes its row.
  Result record(const Case& c);

  /// Writes the rows of the cases that were left out: last, so that a run can be taken up there.
  /// `reason`: "left out by --budget 10m".
  void write_left_out(const std::string& reason);

  /// By benchmark, how many cases were left out.
  std::map<std::string, int> left_out() const;

  /// How many rows failed or timed out.
  int failed() const { return failed_; }

 private:
  struct LeftOut {
    const Case* c;
    std::string run_id;
    int run_index;
  };
  std::optional<Result> take_from_files(const Case& c);
  static Case within(Case c, const Budget::Grant& grant);
  std::optional<Result> measure(const Case& c);
  std::optional<Result> measure_again(const Case& c);
  void write(Result& row);
  Result stamped(Result row) const;
  Result leave_out(const Case& c);
  void learn(Result& row);

  Recording to_;
  WrittenRows written_;
  std::optional<Budget> budget_;
  Baselines baselines_;
  Ceilings ceilings_;
  std::string run_id_;
  int run_index_ = 0;
  int failed_ = 0;
  std::vector<LeftOut> left_out_;
};

}  // namespace warpmark
