#pragma once

#include <stdexcept>

namespace warpmark {

/// 'Cannot run here': the case is skipped with this reason.
class Unsupported : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The command line is wrong: the message names the flag or value.
class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A file could not be read or does not hold what it should: names file, line and column.
class InvalidInput : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A result could not be written.
class WriteError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The result is wrong; a wrong result has no time.
class WrongResult : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The device answers no more, whatever is asked of it: no other case can be measured on it in this
/// process.
class DeviceLost : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// SIGINT or SIGTERM arrived; `signal` is its number.
class Interrupted : public std::runtime_error {
 public:
  explicit Interrupted(int signal) : std::runtime_error("interrupted"), signal(signal) {}
  int signal;
};

}  // namespace warpmark
