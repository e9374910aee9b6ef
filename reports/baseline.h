#pragma once

#include "harness/result.h"

#include <map>
#include <string>

namespace warpmark {

/// May the row's time be used: is it ok, verified and valid?
bool trusted(const Result& row);

/// Gives GPU rows their speed-up over the fastest CPU variant at the same point, as rows arrive:
/// a point's CPU rows come first. Timings are paired by cpu_counterpart(). The dtype is the same,
/// or fp32 where that is no less exact and the CPU has no such dtype or is slower in it. A ratio is
/// formed only of trusted rows that have intervals, and only where no CPU variant at the point
/// failed: the one that did may be the fastest.
class Baselines {
 public:
  /// Remembers a CPU row; fills in the columns baseline_case_id and speedup… of a GPU row.
  void apply(Result& row);

 private:
  struct Baseline {
    double median_s = 0;
    Result::Number ci_lo_s, ci_hi_s;
  };
  struct Variants {
    std::map<std::string, Baseline> timed;  // by case_id
    bool failed = false;                    // one of the point's did
  };
  void remember(const Result& row);
  Variants candidates(const Result& gpu) const;

  std::map<std::string, Variants> cpu_;  // by run, benchmark, point, dtype and timing
};

}  // namespace warpmark
