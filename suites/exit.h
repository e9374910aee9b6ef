#pragma once

#include <functional>
#include <stdexcept>
#include <string>

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

/// Another program that this one started ended otherwise than it should.
class ProgramFailed : public std::runtime_error {
 public:
  ProgramFailed(int status, const std::string& what) : std::runtime_error(what), status(status) {}
  int status;  // to end with
};

/// Calls `command` and returns its exit status. What it throws becomes a line on stderr and the
/// status of harness/exit_status.h: the one place where errors meet the user.
int run_command(const std::function<int()>& command);

}  // namespace warpmark
