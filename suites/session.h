#pragma once

#include <map>
#include <string>

namespace warpmark {

/// Variables of a process's environment.
using Variables = std::map<std::string, std::string>;

/// The session that a `run` belongs to, and its side of it, where another command started it; empty
/// where a person did.
struct JoinedSession {
  std::string session_id, side;

  /// What tells a program started with them to join. One that does not know these variables runs
  /// all the same.
  Variables variables() const;
};

/// What this process was told, taken out of its environment: it is not a fact about the machine.
JoinedSession take_session();

}  // namespace warpmark
