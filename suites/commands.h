#pragma once

#include "suites/options.h"

namespace warpmark {

/// The command `list`, and `run --dry-run`: the case_id of every case chosen, one a line, or what
/// profiles them. Looks for no device.
int list(const Options& options);

/// The command `env`: prints env.json.
int env(const Options& options);

}  // namespace warpmark
