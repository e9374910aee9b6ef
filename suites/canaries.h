#pragma once

#include "harness/case.h"
#include "harness/result.h"
#include "reports/ceilings.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace warpmark {

/// Of its row, reports/ceilings.h says the same.
bool is_canary(const Case& c);

/// The canaries (kernels/ceilings) of the devices and dtypes that the cases have; none for a device
/// that is not there. Those of the CPU are sized for so many threads. The catalog must outlive
/// them.
std::vector<Case> canaries_for(const std::vector<Case>& cases,
                               const std::vector<BenchmarkSpec>& catalog, int threads,
                               const std::function<bool(const std::string&)>& built);

/// The cases with the canaries first, last, and between the two points nearest the middle (nowhere
/// there where all cases are of one point).
std::vector<Case> with_canaries(const std::vector<Case>& cases, const std::vector<Case>& canaries);

/// Empty: there is no time for it.
using Measure = std::function<std::optional<Result>(const Case&)>;

/// What the message of a canary's row begins with that is none of the first, middle and last ones:
/// the case_id of the row that follows such rows is next.
inline constexpr const char* kToJudge = "measured again to judge ";

/// What contradicts the ceilings is not rejected at once, since memory and clocks have slow phases
/// and fast ones: the canaries of the row's device are measured again, then its case, up to three
/// times, while there is time. Returns the rows of these canaries, and last the case's, held
/// against the ceilings.
std::vector<Result> hold_against_ceilings(const Case& c, Result row,
                                          const std::vector<Case>& canaries, Ceilings& ceilings,
                                          const Measure& measure);

}  // namespace warpmark
