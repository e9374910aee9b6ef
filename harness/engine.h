#pragma once

#include "harness/case.h"
#include "harness/result.h"

#include <functional>
#include <string>
#include <vector>

namespace warpmark {

/// Runs cases through Google Benchmark: it registers, lists, filters and repeats them and writes
/// its JSON. A repetition is one call of `measure`, so one full pass of the sampler.
/// `flags`: those that check_engine_flags() lets pass. Returns how many times `measure` was called.
int run_engine(const std::vector<Case>& cases, std::vector<std::string> flags,
               const std::function<Result(const Case&)>& measure);

}  // namespace warpmark
