#pragma once

#include <functional>
#include <stdexcept>

namespace warpmark {

/// Nothing was measured: nothing matched, or a GPU was required and there is none.
class NothingRan : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The machine is in no state to be measured, and --strict insists.
class Inconclusive : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What should be put together was not measured alike: another program, another machine.
class NotComparable : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Calls `command` and returns its exit status. What it throws becomes a line on stderr and the
/// status of harness/exit_status.h: the one place where errors meet the user.
int run_command(const std::function<int()>& command);

}  // namespace warpmark
