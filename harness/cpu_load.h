#pragma once

#include "harness/environment.h"

#include <optional>
#include <vector>

namespace warpmark {

/// How many of these logical cores are busy, on average over `seconds` during which the caller
/// sleeps. A core that a hypervisor withholds counts as busy. Empty where /proc/stat is not
/// readable.
std::optional<double> busy_cores(const std::vector<int>& cores, double seconds);

/// The share of the CPU time asked for since the machine started that its hypervisor gave to
/// others. Empty where /proc/stat is not readable.
std::optional<double> steal_pct();

/// Fills in busy_cores and steal_pct. The load average is the last minute's, in which a build or a
/// run of ours may have been: where it is high, this sleeps 0.1 s to see what is going on now.
void query_load(Environment& environment);

}  // namespace warpmark
