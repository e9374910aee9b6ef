#pragma once

#include "harness/case.h"

#include <string>
#include <vector>

namespace warpmark {

/// A case as one JSON line without a newline: what a worker is asked for.
std::string to_json_line(const Case& c);

/// The same case of this process's catalog. Throws InvalidInput naming what is missing.
Case case_from_json_line(const std::string& line, const std::vector<BenchmarkSpec>& catalog);

}  // namespace warpmark
