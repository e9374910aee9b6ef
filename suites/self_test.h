#pragma once

#include "suites/options.h"

namespace warpmark {

/// The command `selftest`: proves the instruments on the chosen devices and prints what it found.
/// Returns the exit status. Throws NothingRan where a GPU is required and there is none.
int self_test(const Options& options);

}  // namespace warpmark
