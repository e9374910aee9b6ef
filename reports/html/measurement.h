#pragma once

#include "harness/result.h"
#include "reports/format.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace warpmark::html {

/// May the row's time be shown: is it ok, verified, valid, and not profiled?
bool usable(const Result& row);

/// A case on one machine, devices and number of threads and ranks, over all its runs: what a figure
/// shows. Exists only where a row is usable.
struct Measurement {
  Result row;                               // of its first usable row, without the samples
  std::map<std::string, double> medians_s;  // by run_id
  Estimate time;                            // seconds
  std::size_t samples = 0;                  // of all runs
  std::size_t rows = 1;                     // with their repetitions

  /// "95 % within the run", "range of 3 runs", "95 % between 8 runs": what the interval is.
  std::string interval_kind() const;
};

/// Of all rows but the canaries, in the order in which cases first appear. The time is the median
/// of the runs' medians; its interval that of one run's samples (of its
/// repetitions, the span of theirs), the range of two to five runs,
/// from six on the interval of the median between runs (harness/statistics.h).
std::vector<Measurement> measurements(const std::vector<Result>& rows);

/// Median and interval of one value a run, as measurements() makes them; `within`: the interval if
/// there is but one.
Estimate over_runs(std::vector<double> values, std::optional<Interval> within);

/// So much work over the time of all runs.
Estimate rate(const Measurement& m, double work);

/// A ratio that is never without what it is made of: two times, the name of the base, an interval.
class SpeedUp {
 public:
  /// Formed run by run where both were measured in the same runs. None where no run has both, or
  /// where either has no interval.
  static std::optional<SpeedUp> of(const Measurement& gpu, const Measurement& base);

  const Estimate& ratio() const { return ratio_; }  // above 1: the GPU is faster
  const Measurement& gpu() const { return *gpu_; }
  const Measurement& base() const { return *base_; }
  std::size_t runs() const { return runs_; }  // that have both times

  /// "41.2× faster", "1.3× slower"; "no difference shown" where the interval holds 1.
  std::string verdict() const;

 private:
  SpeedUp(const Measurement& gpu, const Measurement& base, const std::vector<double>& ratios,
          const Interval& within)
      : gpu_(&gpu), base_(&base), ratio_(over_runs(ratios, within)), runs_(ratios.size()) {}

  const Measurement *gpu_, *base_;
  Estimate ratio_;
  std::size_t runs_;
};

/// The median with its unit, and its interval where there is one: "1.93 ms", "1.92–1.94".
std::string interval_text(const Estimate& seconds);

}  // namespace warpmark::html
