#include "reports/html/comparison_page.h"

#include "tests/reports/compare/sides.h"

#include <gmock/gmock.h>

#include <fstream>

namespace warpmark {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ComparisonPageTest : public SidesTest {
 protected:
  /// Runs of one case in a folder of their own, with the env.json `environment`; empty: none.
  RecordedRuns folder(const std::string& name, const Rows& rows, const std::string& environment) {
    std::filesystem::create_directories(path(name));
    if (!environment.empty()) std::ofstream(path(name + "/env.json")) << environment;
    return read_runs({file(name + "/results.csv", rows)});
  }

  std::string page(const std::string& base_environment, const std::string& new_environment) {
    const RecordedRuns base = folder("base", steady("openmp", 1), base_environment);
    const RecordedRuns fresh = folder("new", steady("openmp", 1.25), new_environment);
    return html_text(compare(base, fresh, {}));
  }
};

constexpr const char* kOld =
    R"({"kernel": "6.1", "distribution": "Debian 12", "command": ["warpmark", "run", "old one"]})";
constexpr const char* kNew =
    R"({"kernel": "6.2", "distribution": "Debian 12", "command": ["warpmark", "run", "--runs"]})";

TEST_F(ComparisonPageTest, ShowsTheEnvironmentsOfBothSides) {
  const std::string text = page(kOld, kNew);
  EXPECT_THAT(text, HasSubstr("<th scope=\"col\">base</th><th scope=\"col\">new</th>"));
  EXPECT_THAT(text, HasSubstr("<th scope=\"row\">kernel<td>≠<td>6.1<td>6.2\n"));
  EXPECT_THAT(text, HasSubstr("<th scope=\"row\">distribution<td><td>Debian 12<td>"));
  EXPECT_THAT(text, HasSubstr("The sides differ (≠) in: kernel."));
}

TEST_F(ComparisonPageTest, ShowsTheCommandLinesOfBothSides) {
  EXPECT_THAT(page(kOld, kNew),
              AllOf(HasSubstr("warpmark run 'old one'\n"), HasSubstr("warpmark run --runs\n")));
}

TEST_F(ComparisonPageTest, SaysWhatMayExplainAChange) {
  EXPECT_THAT(page(kOld, kNew), HasSubstr("may explain a change: kernel: 6.1 → 6.2."));
  EXPECT_THAT(page(kOld, kOld), Not(HasSubstr("may explain a change")));
}

TEST_F(ComparisonPageTest, ASideWithoutAnEnvironmentDiffersInNothingThatIsKnown) {
  const std::string text = page("", kNew);
  EXPECT_THAT(text, HasSubstr("There is no env.json of base."));
  EXPECT_THAT(text, Not(HasSubstr("The sides differ (≠)")));
}

TEST_F(ComparisonPageTest, FoldersOfASideShareAColumn) {
  const RecordedRuns base = folder("base", steady("openmp", 1), kOld);
  constexpr int runs = 4;
  Rows all = steady("openmp", 1.25);
  folder("new1", {all.begin(), all.begin() + runs}, kOld);
  folder("new2", {all.begin() + runs, all.end()}, kNew);
  const RecordedRuns fresh = read_runs({path("new1/results.csv"), path("new2/results.csv")});
  EXPECT_THAT(html_text(compare(base, fresh, {})),
              HasSubstr("<th scope=\"row\">kernel<td>≠<td>6.1<td>6.1 | 6.2\n"));
}

TEST_F(ComparisonPageTest, SaysWhatRuledAMargin) {
  EXPECT_THAT(page(kOld, kNew), HasSubstr("<td class=\"n\">±5 %<td>rule<td"));
}

}  // namespace
}  // namespace warpmark
