#pragma once

#include "harness/runner.h"
#include "suites/options.h"

namespace warpmark {

/// The hidden command `worker`, which a supervisor starts: measures what it is asked for over the
/// socket that it was given. It ends when nobody can ask any more.
int worker(const Options& options);

/// How cases are to be measured, in a worker or in the supervisor's own process.
RunOptions run_options(const Options& options, int threads);

}  // namespace warpmark
