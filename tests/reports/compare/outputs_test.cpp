#include "reports/compare/outputs.h"

#include "reports/csv_table.h"
#include "tests/reports/compare/sides.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <random>
#include <sstream>

namespace warpmark {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class OutputsTest : public SidesTest {
 protected:
  /// One of each common verdict.
  Comparison mixed() const {
    const Rows base = joined(joined(steady("slow", 1), steady("gone", 1)), steady("still", 1));
    const Rows fresh = joined(joined(steady("slow", 1.25), steady("still", 1)), steady("added", 1));
    return compare(side(base), side(fresh), {});
  }

  static Comparison of_cases(std::size_t n, const std::string& note) {
    Comparison comparison;
    for (std::size_t i = 0; i < n; ++i) {
      CaseVerdict c;
      c.case_id = "case" + std::to_string(i);
      c.verdict = Judgement::broken;
      c.note = note;
      comparison.cases.push_back(c);
    }
    return comparison;
  }
};

std::size_t columns(const std::string& line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

TEST_F(OutputsTest, ConsoleFitsEightyColumns) {
  Comparison c = mixed();
  c.cases[0].case_id += std::string(100, 'x');
  c.cases[1].case_id += ".a_word=1.a_word=2.a_word=3.a_word=4.a_word=5.a_word=6";
  c.cases[1].note =
      "a sentence of µs that goes on and on until it does not fit into the line any more";
  std::istringstream lines(console_text(c));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(columns(line), 80) << line;
}

TEST_F(OutputsTest, ConsoleSaysWhatChanged) {
  const std::string text = console_text(mixed());
  EXPECT_THAT(text, HasSubstr("regressed    gemm.slow.dtype=fp32"));
  EXPECT_THAT(text, HasSubstr("1.003 s → 1.254 s  1.250x slower (1.24"));
  EXPECT_THAT(text, HasSubstr("8 runs against 8"));
  EXPECT_THAT(text, HasSubstr("missing      gemm.gone"));
  EXPECT_THAT(text, Not(HasSubstr("gemm.still")));
  EXPECT_THAT(text, testing::EndsWith("\nFAIL: 1 regressed, 1 missing, 1 new, 1 same\n"));
}

TEST_F(OutputsTest, OrderOfRowsMeansNothing) {
  Rows base = joined(steady("slow", 1), steady("still", 1)),
       fresh = joined(steady("slow", 1.25), steady("still", 1.01));
  const Comparison before = compare(side(base), side(fresh), {});
  std::mt19937 random(1);
  std::shuffle(base.begin(), base.end(), random);
  std::shuffle(fresh.begin(), fresh.end(), random);
  const Comparison after = compare(side(base), side(fresh), {});
  for (auto* text : {console_text, markdown_text, json_text, junit_text, github_text, csv_text}) {
    EXPECT_EQ(text(before), text(after));
  }
}

TEST_F(OutputsTest, SameInputsGiveSameBytes) {
  for (auto* text : {console_text, markdown_text, json_text, junit_text, github_text}) {
    EXPECT_EQ(text(mixed()), text(mixed()));
  }
}

TEST_F(OutputsTest, MarkdownHasChangedRowsFirstAndEndsInTime) {
  const std::string text = markdown_text(mixed());
  EXPECT_THAT(text, StartsWith("## FAIL: 1 regressed"));
  EXPECT_LT(text.find("| regressed |"), text.find("| missing |"));
  EXPECT_LT(text.find("| missing |"), text.find("| same |"));
  const std::string large = markdown_text(of_cases(5000, std::string(400, '|')));
  EXPECT_LT(large.size(), 1u << 20);
  EXPECT_THAT(large, AllOf(HasSubstr("more cases are left out here."), HasSubstr("\\|\\|")));
}

TEST_F(OutputsTest, JsonHoldsEverything) {
  const auto json = nlohmann::json::parse(json_text(mixed()));
  EXPECT_EQ(json["schema_version"], 1);
  EXPECT_EQ(json["gate"], "fail");
  EXPECT_EQ(json["exit_status"], 1);
  EXPECT_EQ(json["counts"]["regressed"], 1);
  EXPECT_EQ(json["cases"].size(), 4);
  EXPECT_EQ(json["cases"][0]["verdict"], "regressed");
  EXPECT_NEAR(json["cases"][0]["ratio"], 1.25, 1e-9);
  EXPECT_TRUE(json["cases"][1]["ratio"].is_null());
  EXPECT_EQ(json["base"]["runs"], 8);
}

TEST_F(OutputsTest, JUnitEscapes) {
  const std::string text = junit_text(of_cases(1, "<a> & \"b\"\n\x01"));
  EXPECT_THAT(text, HasSubstr("tests=\"1\" failures=\"1\" errors=\"0\" skipped=\"0\""));
  EXPECT_THAT(text, HasSubstr("broken, &lt;a&gt; &amp; &quot;b&quot;&#10;?"));
}

TEST_F(OutputsTest, GithubGetsTenAnnotationsAtMost) {
  const std::string text = github_text(of_cases(30, "100 %\nof it"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 10);
  EXPECT_THAT(text, HasSubstr("::error title=broken::case0, 100 %25%0Aof it\n"));
  Comparison invalid = of_cases(30, "");
  invalid.gate = Gate::invalid;
  invalid.warnings.assign(20, "odd");
  const std::string odd = github_text(invalid);
  EXPECT_EQ(std::count(odd.begin(), odd.end(), '\n'), 10);
}

TEST_F(OutputsTest, CsvHasARowForEachCase) {
  std::ofstream(path("verdicts.csv")) << csv_text(mixed());
  const CsvTable table(path("verdicts.csv"));
  ASSERT_EQ(table.rows(), 4);
  EXPECT_EQ(table.text(0, "verdict"), "regressed");
  EXPECT_EQ(table.number(0, "new_runs"), 8);
  EXPECT_EQ(table.number(0, "margin_pct"), 5);
  EXPECT_EQ(table.text(0, "margin_from"), "rule");
  EXPECT_EQ(table.text(1, "ratio"), "");
}

}  // namespace
}  // namespace warpmark
