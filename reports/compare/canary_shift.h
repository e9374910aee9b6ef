#pragma once

#include "reports/compare/rank_test.h"
#include "reports/compare/recorded_runs.h"

#include <cstddef>
#include <map>
#include <string>

namespace warpmark {

/// "cpu", or "gpu 0": what shares its canaries.
std::string canary_device(const std::string& device, const std::string& devices);

/// The devices that have canaries on both sides, and the runs of the side with fewer.
std::map<std::string, std::size_t> canary_runs(const RecordedRuns& base, const RecordedRuns& fresh);

/// The devices that were not the same on both sides, and a sentence on each: the median of what its
/// canaries say moved with p < 0.05 by more than half of the margin. What canaries say of a run is
/// the median, over the canaries of the device that all runs have, of ln(time / the canary's median
/// time over all runs).
std::map<std::string, std::string> canary_shifts(const RecordedRuns& base,
                                                 const RecordedRuns& fresh, RankTest& test);

}  // namespace warpmark
