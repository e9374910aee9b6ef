#include "reports/compare/doubts.h"

#include "reports/compare/comparison.h"
#include "reports/compare/phrases.h"
#include "tests/reports/compare/sides.h"

#include <gmock/gmock.h>

namespace warpmark {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class DoubtsTest : public SidesTest {
 protected:
  /// Runs that start in the order of `turns`: "ABBA"; only those of `side`.
  static RecordedRuns in_turn(const std::string& turns, char side, const std::string& session) {
    RecordedRuns runs;
    for (std::size_t i = 0; i < turns.size(); ++i) {
      if (turns[i] != side) continue;
      runs.runs[fmt::format("r{}{}", side, i)] = {session,
                                                  fmt::format("2026-11-23T01:00:{:02}Z", i)};
    }
    return runs;
  }

  static bool alternates(const std::string& turns) {
    return interleaved(in_turn(turns, 'A', "s1"), in_turn(turns, 'B', "s1"));
  }

  static Rows of_session(Rows rows, const std::string& session, int first_second) {
    for (Result& row : rows) {
      row.session_id = session;
      row.started_utc = fmt::format("2026-11-23T01:00:{:02}Z", first_second);
      first_second += 2;
    }
    return rows;
  }

  /// As many canaries of a CPU as there are rows.
  static Rows with_canaries(const Rows& rows) {
    return joined(rows, with(rows, [](Result& row) {
                    Result canary = canary_row("read", 1e9);
                    canary.session_id = row.session_id;
                    canary.run_id = row.run_id;
                    canary.started_utc = row.started_utc;
                    canary.case_hash = row.case_hash;
                    canary.fingerprint = row.fingerprint;
                    row = canary;
                  }));
  }
};

TEST_F(DoubtsTest, SidesThatTakeTurnsAreNoneInSequence) {
  for (const char* turns : {"AB", "ABBA", "ABAB", "ABBAABBA", "ABBAABBAAB", "AABBAA", "BAAAB"}) {
    EXPECT_TRUE(alternates(turns)) << turns;
  }
  for (const char* turns : {"AABB", "AAAABBBB", "ABBBBAAA", "AAAABBBAAAA"}) {
    EXPECT_FALSE(alternates(turns)) << turns;
  }
}

TEST_F(DoubtsTest, RunsOfTheSameSecondMayHaveTakenTurns) {
  RecordedRuns base, fresh;
  for (const char* run : {"r1", "r2", "r3"}) base.runs[run] = {"s1", "2026-11-23T01:00:00Z"};
  for (const char* run : {"r4", "r5", "r6"}) fresh.runs[run] = {"s1", "2026-11-23T01:00:00Z"};
  EXPECT_TRUE(interleaved(base, fresh));
}

TEST_F(DoubtsTest, OneSessionIsWhatTurnsAreTakenIn) {
  EXPECT_FALSE(interleaved(in_turn("ABBA", 'A', "s1"), in_turn("ABBA", 'B', "s2")));
  EXPECT_FALSE(interleaved(in_turn("ABBA", 'A', ""), in_turn("ABBA", 'B', "")));
}

TEST_F(DoubtsTest, ARunStartsWithItsFirstRow) {
  Rows rows = of_session(runs("a", {1, 2}), "s1", 30);
  rows[1].run_id = rows[0].run_id;
  std::swap(rows[0], rows[1]);
  const RecordedRuns side = this->side(rows);
  ASSERT_EQ(side.runs.size(), 1U);
  EXPECT_EQ(side.runs.at("r1").started_utc, "2026-11-23T01:00:30Z");
  EXPECT_EQ(side.runs.at("r1").session_id, "s1");
}

TEST_F(DoubtsTest, AreTheFirstCautions) {
  const Comparison c = compare(side(steady("a", 1)), side(steady("a", 1)), {});
  ASSERT_GE(c.warnings.size(), 2U);
  EXPECT_THAT(cautions(c).at(0), StartsWith("sequential: "));
  EXPECT_THAT(cautions(c).at(1), StartsWith("no canaries of cpu on both sides: "));
}

TEST_F(DoubtsTest, CanariesTellFromFourRunsOn) {
  const auto both = [&](int n) {
    const Rows base = of_session(steady("a", 1, n), "s1", 0), fresh = of_session(base, "s1", 1);
    return doubts(side(with_canaries(base)), side(with_canaries(fresh)));
  };
  EXPECT_THAT(both(4), IsEmpty());
  EXPECT_THAT(both(3), ElementsAre(HasSubstr("canaries of cpu in fewer than 4 runs a side")));
}

TEST_F(DoubtsTest, NothingIsSaidWhereNothingIsCompared) {
  EXPECT_THAT(doubts(side(steady("a", 1)), side(steady("b", 1))), IsEmpty());
}

}  // namespace
}  // namespace warpmark
