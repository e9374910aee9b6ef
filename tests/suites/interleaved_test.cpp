#include "suites/interleaved.h"

#include "harness/error.h"
#include "suites/exit.h"
#include "suites/subprocess.h"
#include "tests/files.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace warpmark {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

/// Programs are shell scripts.
class InterleavedTest : public FolderTest {
 protected:
  std::filesystem::path script(const std::string& name, const std::string& body) const {
    std::ofstream(path(name)) << "#!/bin/sh\n" << body;
    std::filesystem::permissions(path(name), std::filesystem::perms::owner_all);
    return path(name);
  }

  /// Answers like warpmark, and notes in `order` who was called, and how.
  std::filesystem::path program(const std::string& name, const std::string& then = "") const {
    return script(name, "[ \"$1\" = --version ] && echo warpmark 9 && exit\necho " + name +
                            " $WARPMARK_SIDE $* >>" + path("order").string() + '\n' + then + '\n');
  }

  Interleaved sides(const std::filesystem::path& base, const std::filesystem::path& fresh) const {
    return Interleaved({Contender{"base", base}, Contender{"new", fresh}},
                       {{"--filter", {"^gemm"}}}, make_session_folder(path("out"), "test", {}));
  }

  /// The status that measuring ends with, and why.
  std::pair<int, std::string> failure(const std::string& then) const {
    try {
      sides(program("a", then), program("b")).measure(1, "s", std::nullopt);
    } catch (const ProgramFailed& error) {
      return {error.status, error.what()};
    }
    return {0, ""};
  }
};

TEST_F(InterleavedTest, NeitherSideIsAlwaysFirst) {
  sides(program("a"), program("b")).measure(3, "s", std::nullopt);
  std::string order;
  std::istringstream lines(read(path("order")));
  for (std::string line; std::getline(lines, line);) order += line.front();
  EXPECT_EQ(order, "abbaab");
}

TEST_F(InterleavedTest, EachRunIsToldItsSideAndItsFolder) {
  sides(program("a"), program("b")).measure(1, "s", 100.0);
  const std::string out = (path("out") / "s" / "new" / "001").string();
  EXPECT_THAT(read(path("order")), HasSubstr("b new run --budget="));
  EXPECT_THAT(read(path("order")), HasSubstr("--filter=^gemm --out=" + out));
}

TEST_F(InterleavedTest, FailedCasesAreNoReasonToStop) { EXPECT_EQ(failure("exit 3").first, 0); }

TEST_F(InterleavedTest, AProgramThatEndsOtherwiseStopsItWithItsLastWords) {
  EXPECT_EQ(failure("echo no disk; exit 74").first, 74);
  EXPECT_THAT(failure("echo no disk; exit 74").second, HasSubstr("exit status 74: no disk"));
  EXPECT_EQ(failure("exit 99").first, 3);
  EXPECT_EQ(failure("exit 1").first, 3);  // which would be a regression
  EXPECT_THAT(failure("kill -SEGV $$").second, HasSubstr("signal 11"));
}

TEST_F(InterleavedTest, WhatIsNoWarpmarkIsRefusedBeforeAnythingIsMeasured) {
  const auto other = script("other", "echo something else");
  EXPECT_THROW(sides(program("a"), other), UsageError);
  EXPECT_THROW(sides(program("a"), path("none")), UsageError);
  EXPECT_THROW(sides(program("a"), path("")), UsageError);
  EXPECT_THROW(sides(script("shell", "echo warpmark 1"), write("no program")), UsageError);
  std::filesystem::permissions(path("table.csv"), std::filesystem::perms::owner_all);
  EXPECT_THROW(sides(program("a"), path("table.csv")), UsageError);  // nothing can execute it
  EXPECT_FALSE(std::filesystem::exists(path("order")));
}

TEST_F(InterleavedTest, AFolderWithRunsOfAStageIsRefused) {
  sides(program("a"), program("b")).measure(1, "s", std::nullopt);
  EXPECT_EQ(make_session_folder(path("out"), "test", {"other"}), path("out"));
  EXPECT_THROW(make_session_folder(path("out"), "test", {"other", "s"}), UsageError);
  EXPECT_THROW(make_session_folder(path("order"), "test", {}), WriteError);  // a file
}

TEST_F(InterleavedTest, PlansAreSharedWithProgramsThatKnowThem) {
  const std::string answer = "[ \"$2\" = --help ] && echo --plans FILE; true";
  Interleaved both = sides(program("a", answer), program("b"));
  both.share_plans();
  both.measure(1, "s", std::nullopt);
  const std::string file = "--plans=" + (path("out") / "cudnn_plans.json").string();
  EXPECT_THAT(read(path("order")), HasSubstr("a base run --filter=^gemm --out="));
  EXPECT_THAT(read(path("order")), HasSubstr("001 " + file + "\nb new"));
  const std::string out = (path("out") / "s" / "new" / "001").string();
  EXPECT_THAT(read(path("order")), HasSubstr("b new run --filter=^gemm --out=" + out + "\n"));
}

TEST_F(InterleavedTest, TheCommandLineOfAFailureCanBeCopied) {
  const auto [status, message] = failure("exit 99");
  EXPECT_THAT(message, HasSubstr("'--filter=^gemm'"));
}

TEST_F(InterleavedTest, OnlyWordsThatRunTakesAreHandedOn) {
  const Words words{{"--base", {"x"}},      {"--filter", {"^a"}}, {"suite", {"quick"}},
                    {"--runs", {"5"}},      {"--md", {"f"}},      {"--max-time", {"1"}},
                    {"--no-ceilings", {""}}};
  EXPECT_THAT(
      run_words(words),
      ElementsAre(Pair("--filter", ElementsAre("^a")), Pair("--max-time", ElementsAre("1")),
                  Pair("--no-ceilings", ElementsAre("")), Pair("suite", ElementsAre("quick"))));
}

TEST_F(InterleavedTest, ARunJoinsTheSessionItIsToldOfOnce) {
  for (const auto& [name, value] : JoinedSession{"s1", "new"}.variables()) {
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  const JoinedSession joined = take_session();
  EXPECT_EQ(joined.session_id, "s1");
  EXPECT_EQ(joined.side, "new");
  EXPECT_EQ(take_session().session_id, "");
}

TEST_F(InterleavedTest, ALogThatCannotBeWrittenIsAnError) {
  EXPECT_THROW(run_program({"/bin/true"}, {}, "/proc/none/log"), WriteError);
}

}  // namespace
}  // namespace warpmark
