#include "suites/exit.h"

#include "harness/error.h"

#include <gtest/gtest.h>

namespace warpmark {
namespace {

/// The exit status and the message of a command that throws.
template <class Error>
std::pair<int, std::string> outcome(const Error& error) {
  testing::internal::CaptureStderr();
  const int status = run_command([&]() -> int { throw error; });
  return {status, testing::internal::GetCapturedStderr()};
}

using Outcome = std::pair<int, std::string>;

TEST(Exit, EveryErrorHasAStatusAndALine) {
  EXPECT_EQ(outcome(UsageError("a")), Outcome(2, "warpmark: a\n"));
  EXPECT_EQ(outcome(NotComparable("f")), Outcome(4, "warpmark: f\n"));
  EXPECT_EQ(outcome(InvalidInput("b")), Outcome(5, "warpmark: b\n"));
  EXPECT_EQ(outcome(Inconclusive("i")), Outcome(6, "warpmark: i\n"));
  EXPECT_EQ(outcome(NothingRan("c")), Outcome(7, "warpmark: c\n"));
  EXPECT_EQ(outcome(WriteError("d")), Outcome(74, "warpmark: d\n"));
  EXPECT_EQ(outcome(Interrupted(2)).first, 130);
  EXPECT_EQ(outcome(Interrupted(15)).first, 143);
  EXPECT_EQ(outcome(std::out_of_range("e")), Outcome(70, "warpmark: internal error: e\n"));
}

TEST(Exit, OtherwiseTheCommandsOwn) {
  EXPECT_EQ(run_command([] { return 3; }), 3);
}

}  // namespace
}  // namespace warpmark
