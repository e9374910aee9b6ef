#pragma once

#include "suites/options.h"

#include <string>
#include <vector>

namespace warpmark {

/// The words of a command line that none of its options takes: flags of Google Benchmark, where the
/// command passes them on, or mistakes. `known`: the command's own flags, of which one may be
/// meant. Throws UsageError.
std::vector<std::string> engine_flags(const std::vector<std::string>& extras,
                                      const std::vector<std::string>& known, bool passes_on);

/// Throws UsageError for options and flags of Google Benchmark that do not go together.
void check_together(const Options& options);

}  // namespace warpmark
