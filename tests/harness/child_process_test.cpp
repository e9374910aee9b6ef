#include "harness/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <sstream>
#include <unistd.h>

namespace warpmark {
namespace {

using testing::HasSubstr;

/// A shell as the child; its end of the socket is descriptor 3.
struct ChildProcessTest : testing::Test {
  std::ostringstream log;
  ChildProcess shell(const std::string& script) { return {"/bin/sh", {"sh", "-c", script}, log}; }

  /// How the child says that it ended.
  std::string end(ChildProcess child, double limit_s = 10) {
    try {
      child.receive(limit_s);
    } catch (const ChildEnded& error) {
      return error.what();
    }
    return "it did not";
  }
};

TEST_F(ChildProcessTest, AnswersLinesWhateverElseIsPrinted) {
  ChildProcess child =
      shell("while read line <&3; do echo noise; echo to $line; printf \"<$line>\\n\" >&3; done");
  for (const char* line : {"one", "two"}) {
    child.send(line);
    EXPECT_EQ(child.receive(10), std::string("<") + line + ">");
  }
  child.send("three");
  child.receive(10);
  EXPECT_THAT(log.str(), HasSubstr("noise\nto one\nnoise\nto two\n"));
}

TEST_F(ChildProcessTest, LinesMayBeLong) {
  ChildProcess child = shell("head -c 3000000 /dev/zero | tr '\\0' x >&3; echo >&3; echo end >&3");
  EXPECT_EQ(child.receive(10), std::string(3000000, 'x'));
  EXPECT_EQ(child.receive(10), "end");
}

TEST_F(ChildProcessTest, ASignalIsNamedWithTheLastWords) {
  EXPECT_EQ(end(shell("echo first >&2; echo famous last words; kill -ABRT $$")),
            "SIGABRT (Aborted); it printed: famous last words");
  EXPECT_EQ(end(shell("kill -KILL $$")), "SIGKILL (Killed)");
}

TEST_F(ChildProcessTest, AnExitStatusToo) {
  EXPECT_EQ(end(shell("printf 'tab\\there' >&2; exit 3")), "exit status 3; it printed: tab?here");
  EXPECT_EQ(end(shell("exec 3>&-; exit 0")), "exit status 0");
}

TEST_F(ChildProcessTest, AChildThatOnlyStopsTalkingIsEnded) {
  EXPECT_EQ(end(shell("exec 3>&-; while :; do sleep 0.1; done")), "SIGKILL (Killed)");
}

TEST_F(ChildProcessTest, SilenceHasALimit) {
  ChildProcess child = shell("read line <&3");
  EXPECT_THROW(child.receive(0.05), ChildSilent);
}

TEST_F(ChildProcessTest, AFloodOfWordsIsNoAnswer) {
  ChildProcess child = shell("while :; do echo noise; done");
  EXPECT_THROW(child.receive(0.05), ChildSilent);
}

TEST_F(ChildProcessTest, TheOwnersEndIsTheChilds) {
  pid_t pid = 0;
  {
    ChildProcess child = shell("echo ready >&3; read line <&3");
    child.receive(10);
    pid = child.pid();
    EXPECT_EQ(::getpgid(pid), pid);
  }
  EXPECT_EQ(::kill(pid, 0), -1);
}

TEST_F(ChildProcessTest, AProgramThatIsNotThereIsAnError) {
  EXPECT_THROW(ChildProcess("/nonexistent", {"x"}, log), std::system_error);
}

}  // namespace
}  // namespace warpmark
