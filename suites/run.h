#pragma once

#include "suites/options.h"

namespace warpmark {

/// The command `run`: measures the chosen cases, prints the table and writes the files. Returns the
/// exit status.
int run(const Options& options);

}  // namespace warpmark
