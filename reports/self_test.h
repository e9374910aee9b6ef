#pragma once

#include "harness/environment.h"
#include "harness/self_check.h"

#include <string>
#include <vector>

namespace warpmark {

/// A line a check, no wider than 80 columns where reasons are short; checks that follow one another
/// and were skipped for the same reason share one. The last line counts.
std::string self_test_text(const std::vector<CheckResult>& results);

/// The same for programs; docs/method.md lists the fields.
std::string self_test_json(const std::vector<CheckResult>& results, const Environment& environment);

}  // namespace warpmark
