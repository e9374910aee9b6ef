#include "reports/html/evidence.h"

#include "reports/html/evidence_reader.h"
#include "tests/files.h"

#include <gmock/gmock.h>

#include <regex>

namespace warpmark::html {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

EvidenceRun run_of(const std::string& id, bool base, std::vector<EvidenceSample> samples) {
  return {id, base, "", std::move(samples)};
}

AllEvidence one(std::vector<EvidenceRun> runs) {
  AllEvidence all{{{"gemm.a", "regressed", std::move(runs)}}, 1};
  all.base = all.fresh = {1, 1};
  return all;
}

/// Attributes of the paths that marks are, in the order in which they are drawn.
std::vector<std::string> mark_attributes(const std::string& svg) {
  const std::regex mark(R"(class="(k\S+ f\S+)\")");
  std::vector<std::string> out;
  for (std::sregex_iterator it(svg.begin(), svg.end(), mark), end; it != end; ++it) {
    out.push_back((*it)[1]);
  }
  return out;
}

TEST(EvidenceTest, EveryRunIsDrawnAndListed) {
  const Section section =
      evidence(one({run_of("r1", true, {{1e-3, 1.5e9}, {1.1e-3, 1.4e9}, {1e-3, 1.5e9}}),
                    run_of("r2", false, {{2e-3}, {2.1e-3}, {2e-3}})}));
  ASSERT_EQ(section.panels.size(), 2U);
  EXPECT_THAT(section.panels[0], HasSubstr("gemm.a: samples"));
  EXPECT_THAT(section.panels[1], HasSubstr("SM clock, MHz"));
  EXPECT_THAT(
      section.table.rows,
      ElementsAre(
          ElementsAre("gemm.a", "1", "base", "r1", "3", "1.0 ms", "1.0 ms", "1.1 ms", "1.5 GHz"),
          ElementsAre("gemm.a", "2", "new", "r2", "3", "2.0 ms", "2.0 ms", "2.1 ms", "")));
  EXPECT_THAT(section.sentences, IsEmpty());
}

TEST(EvidenceTest, RunsDifferInColourAndSidesInFilling) {
  const Section section = evidence(one({run_of("r1", true, {{1}}), run_of("r2", false, {{1}}),
                                        run_of("r3", true, {{1}}), run_of("r4", false, {{1}})}));
  // The legend's two, then a path for each run: stroke k and filling f, where p is the paper.
  EXPECT_THAT(mark_attributes(section.panels.at(0)),
              ElementsAre("ki fp", "ki fi", "k1 fp", "k2 f2", "k3 fp", "k4 f4"));
  EXPECT_THAT(section.panels.at(0), HasSubstr(">base</text>"));
  EXPECT_THAT(section.panels.at(0), HasSubstr(">new</text>"));
}

/// Coordinates at which a clock's line has its points.
std::vector<std::string> line_places(const std::string& svg, const std::string& stroke) {
  const std::regex line(R"(<path fill="none" class=")" + stroke + R"rx("[^>]* d="([^"]*)")rx");
  std::smatch found;
  std::vector<std::string> out;
  if (!std::regex_search(svg, found, line)) return out;
  const std::string path = found[1];
  const std::regex place(R"([ML]([0-9.]+),)");
  for (std::sregex_iterator it(path.begin(), path.end(), place), end; it != end; ++it) {
    out.push_back((*it)[1]);
  }
  return out;
}

TEST(EvidenceTest, AClockLiesBelowItsSample) {
  const Section all = evidence(one({run_of("r1", true, {{1, 1e9}, {1, 1e9}, {1, 2e9}, {1, 1e9}})}));
  const Section some = evidence(one({run_of("r1", true, {{1}, {1, 1e9}, {1}, {1, 2e9}})}));
  const auto whole = line_places(all.panels.at(1), "k1"),
             part = line_places(some.panels.at(1), "k1");
  ASSERT_EQ(whole.size(), 4U);
  EXPECT_THAT(part, ElementsAre(whole[1], whole[3]));
}

TEST(EvidenceTest, SaysHowManySamplesAreDrawn) {
  EXPECT_THAT(evidence(one({run_of("r1", true, std::vector<EvidenceSample>(250, {1}))})).sentences,
              Contains(HasSubstr("100 of 250 samples are drawn")));
  std::vector<EvidenceRun> many;
  for (int i = 0; i < 500; ++i) {
    many.push_back(
        run_of("r" + std::to_string(i), i % 2 == 0, std::vector<EvidenceSample>(20, {1})));
  }
  EXPECT_THAT(evidence(one(many)).sentences,
              Contains(HasSubstr("1500 of 10000 samples are drawn")));
}

TEST(EvidenceTest, SaysThatOtherCasesChangedToo) {
  AllEvidence all = one({run_of("r1", true, {{1}})});
  all.changed = 7;
  EXPECT_THAT(evidence(all).sentences,
              Contains("7 cases changed; here are the first 1 of the verdict's table."));
}

TEST(EvidenceTest, SaysWhoseSamplesWereNotKept) {
  AllEvidence all = one({run_of("r1", false, {{1}})});
  all.base = {2, 0};
  all.fresh = {3, 2};
  EXPECT_THAT(
      evidence(all).sentences,
      ElementsAre("The base's samples were not kept: no samples.csv beside its results.csv.",
                  "1 of the new side's 3 folders have no samples.csv: theirs are not here."));
}

class EvidenceReaderTest : public FolderTest {
 protected:
  /// A folder with these rows of samples.csv and results.csv; returns the latter.
  std::filesystem::path folder(const std::string& name, const std::string& samples,
                               const std::string& results) const {
    std::filesystem::create_directories(path(name));
    if (!samples.empty()) {
      std::ofstream(path(name + "/samples.csv"))
          << "run_id,case_id,devices,sample_index,iterations,time_s,valid,sm_clock_hz\n"
          << samples;
    }
    std::ofstream(path(name + "/results.csv")) << "run_id,case_id,devices,started_utc\n" << results;
    return path(name + "/results.csv");
  }

  static JudgedCase judged(const std::string& case_id, const std::string& verdict) {
    return {case_id, "", verdict, ""};
  }
};

TEST_F(EvidenceReaderTest, ReadsTheValidSamplesOfChangedCases) {
  const auto file = folder("a",
                           "r1,gemm.a,,0,1,0.001,1,1.5e9\n"
                           "r1,gemm.a,,1,1,0.9,0,1.5e9\n"
                           "r1,gemm.a,,2,1,0.002,1,\n"
                           "r1,gemm.b,,0,1,0.003,1,\n",
                           "");
  const AllEvidence all =
      read_evidence({file}, {}, {judged("gemm.a", "regressed"), judged("gemm.b", "same")});
  ASSERT_EQ(all.cases.size(), 1U);
  ASSERT_EQ(all.cases[0].runs.size(), 1U);
  const auto& samples = all.cases[0].runs[0].samples;
  ASSERT_EQ(samples.size(), 2U);
  EXPECT_EQ(samples[0].time_s, 0.001);
  EXPECT_EQ(samples[0].clock_hz, 1.5e9);
  EXPECT_EQ(samples[1].time_s, 0.002);
  EXPECT_EQ(samples[1].clock_hz, std::nullopt);
}

TEST_F(EvidenceReaderTest, RunsOfBothSidesStandInTheOrderOfTime) {
  const auto base = folder("base", "b,gemm.a,,0,1,1,1,\nd,gemm.a,,0,1,1,1,\n",
                           "b,gemm.a,,2026-01-01T00:00:04Z\nd,gemm.a,,2026-01-01T00:00:02Z\n");
  const auto fresh = folder("new", "a,gemm.a,,0,1,1,1,\nc,gemm.a,,0,1,1,1,\n",
                            "a,gemm.a,,2026-01-01T00:00:03Z\nc,gemm.a,,2026-01-01T00:00:02Z\n");
  const AllEvidence all = read_evidence({base}, {fresh}, {judged("gemm.a", "suspect")});
  std::string order;
  for (const EvidenceRun& run : all.cases.at(0).runs) order += run.run_id;
  EXPECT_EQ(order, "cdab");
}

TEST_F(EvidenceReaderTest, CountsWhatIsLeftOut) {
  const auto file = folder("a", "r1,gemm.a,,0,1,1,1,\n", "");
  const auto bare = folder("b", "", "");
  const std::vector<JudgedCase> cases{judged("gemm.a", "regressed"), judged("gemm.b", "improved")};
  const AllEvidence all = read_evidence({bare}, {file}, cases, 1);
  EXPECT_EQ(all.changed, 2U);
  EXPECT_EQ(all.cases.size(), 1U);
  EXPECT_EQ(all.base.with_samples, 0U);
  EXPECT_EQ(all.fresh.with_samples, 1U);
}

TEST_F(EvidenceReaderTest, AFolderOfSeveralFilesIsReadOnce) {
  const auto file = folder("a", "r1,gemm.a,,0,1,1,1,\n", "");
  std::filesystem::copy_file(file, path("a/more.csv"));
  const AllEvidence all =
      read_evidence({file, path("a/more.csv")}, {}, {judged("gemm.a", "regressed")});
  EXPECT_EQ(all.cases.at(0).runs.at(0).samples.size(), 1U);
}

}  // namespace
}  // namespace warpmark::html
