#pragma once

#include "reports/compare/recorded_runs.h"

#include <string>
#include <vector>

namespace warpmark {

/// Do the runs of both sides have one session, and take turns? In the order in which they started,
/// the side changes at least as often as the side with fewer runs has runs: A B B A does, A A B B
/// does not. Runs that started in the same second are taken in the order that changes most.
bool interleaved(const RecordedRuns& base, const RecordedRuns& fresh);

/// What is said before all else: a sentence where the sides were not measured in turn, and one
/// where canaries cannot tell a machine that changed from a program that did.
std::vector<std::string> doubts(const RecordedRuns& base, const RecordedRuns& fresh);

}  // namespace warpmark
