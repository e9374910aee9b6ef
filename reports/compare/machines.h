#pragma once

#include "reports/compare/comparison.h"

namespace warpmark {

/// Of all rows of a side, canaries included.
std::set<std::string> fingerprints(const RecordedRuns& side);

/// What makes the machines of the sides others: empty where every row of both has the same
/// fingerprint; else the fingerprints and, as far as the env.json beside the files tell, the facts
/// behind them that differ. Throws InvalidInput where an env.json holds no JSON.
std::vector<Difference> identity_differences(const RecordedRuns& base, const RecordedRuns& fresh);

/// What may explain a change without making it meaningless: program, driver, operating system,
/// compiler, governor, persistence mode, clocks that are not locked, and variables.
std::vector<Difference> context_differences(const RecordedRuns& base, const RecordedRuns& fresh);

}  // namespace warpmark
