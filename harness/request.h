#pragma once

#include "harness/case.h"

#include <filesystem>
#include <string>
#include <vector>

namespace warpmark {

/// What a worker is asked for.
struct Request {
  Case c;
  std::filesystem::path plans = {};  // Executor::keep_plans()
};

/// As one JSON line without a newline.
std::string to_json_line(const Request& request);

/// The same request, its case of this process's catalog. Throws InvalidInput naming what is
/// missing.
Request request_from_json_line(const std::string& line, const std::vector<BenchmarkSpec>& catalog);

}  // namespace warpmark
