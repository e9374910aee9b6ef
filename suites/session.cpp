#include "suites/session.h"

#include <cstdlib>

namespace warpmark {
namespace {

constexpr const char* kSession = "WARPMARK_SESSION";
constexpr const char* kSide = "WARPMARK_SIDE";

std::string take(const char* variable) {
  const char* value = std::getenv(variable);
  const std::string text = value ? value : "";
  ::unsetenv(variable);
  return text;
}

}  // namespace

Variables JoinedSession::variables() const { return {{kSession, session_id}, {kSide, side}}; }

JoinedSession take_session() { return {take(kSession), take(kSide)}; }

}  // namespace warpmark
