#pragma once

#include "harness/case.h"
#include "suites/options.h"

#include <string>
#include <vector>

namespace warpmark {

/// `list --nsight`: for each case its case_id as a comment, then the lines that profile it alone
/// with Nsight Systems and, if it runs on a GPU, with Nsight Compute; ready for a POSIX shell.
std::string nsight_lines(const std::vector<Case>& cases, const Options& options);

/// `word` so that a POSIX shell takes it literally; quoted only where it must be.
std::string shell_quoted(const std::string& word);

}  // namespace warpmark
