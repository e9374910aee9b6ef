#pragma once

#include "harness/environment.h"

#include <ostream>
#include <string>
#include <vector>

namespace warpmark {

/// Fills in environment.warnings for `threads` threads and the GPUs of these ordinals, and writes a
/// line of each to `out`. `strict`: throws Inconclusive where there is one that is no note.
void check_machine(Environment& environment, int threads, const std::vector<int>& gpus, bool strict,
                   std::ostream& out);

/// Throws NothingRan where there is no GPU, which is then for the reason `absence`.
void require_gpu(const std::vector<DeviceInfo>& gpus, const std::string& absence);

}  // namespace warpmark
