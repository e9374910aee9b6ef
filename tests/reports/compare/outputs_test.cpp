#include "reports/compare/outputs.h"

#include "reports/compare/phrases.h"
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

/// A case whose time went from `base_s` to `fresh_s`, by so much.
CaseVerdict changed(double base_s, double fresh_s, const std::optional<Interval>& interval) {
  CaseVerdict c;
  c.case_id = "gemm";
  c.verdict = Judgement::regressed;
  c.base = {8, base_s, ""};
  c.fresh = {8, fresh_s, ""};
  c.ratio = fresh_s / base_s;
  c.ratio_interval = interval;
  c.margin = {0.03, "option"};
  c.q = 0.01;
  return c;
}

TEST(PhrasesTest, NoDigitIsShownThatTheIntervalDoesNotSupport) {
  const auto of = [](double base_s, double fresh_s, std::optional<Interval> interval) {
    const CaseVerdict c = changed(base_s, fresh_s, interval);
    return times_text(c) + "  " + change_text(c);
  };
  EXPECT_EQ(of(1.23456e-3, 1.35802e-3, Interval{1.0988, 1.1012}),
            "1.235 ms → 1.358 ms  1.100x slower (1.099–1.101)");
  EXPECT_EQ(of(1.23456e-3, 1.35802e-3, Interval{1.05, 1.16}),
            "1.23 ms → 1.36 ms  1.10x slower (1.05–1.16)");
  EXPECT_EQ(of(2, 1, Interval{0.25, 0.75}), "2 s → 1.0 s  2x faster (1–4)");
  EXPECT_EQ(of(1.23456e-3, 1.35802e-3, std::nullopt), "1.2 ms → 1.4 ms  1.1x slower (no interval)");
}

TEST(PhrasesTest, AnIntervalThatHoldsOneShowsNoDifference) {
  EXPECT_EQ(change_text(changed(1, 1.01, Interval{0.985, 1.032})),
            "no difference shown (0.98–1.03)");
  EXPECT_EQ(change_text(changed(1, 1.01, Interval{1, 1.02})), "no difference shown (1.00–1.02)");
}

TEST(PhrasesTest, TheMarginNamesItsSource) {
  EXPECT_EQ(evidence_text(changed(1, 2, {})), "q 0.01, margin 3 % (option), 8 runs against 8");
  EXPECT_EQ(margin_text({0.025, "calibrated"}), "margin 2.5 % (calibrated)");
  EXPECT_EQ(margin_text({10, "option"}), "margin 1000 % (option)");
}

TEST(PhrasesTest, ARatioNeverStandsWithoutBothTimes) {
  CaseVerdict c = changed(1e-3, 1.1e-3, {});
  Comparison comparison;
  comparison.cases = {c};
  for (auto* text : {console_text, markdown_text, github_text, junit_text}) {
    EXPECT_THAT(text(comparison),
                AllOf(HasSubstr("1.0 ms → 1.1 ms"), HasSubstr("1.1x slower (no interval)")));
  }
  comparison.cases[0].base.median_s.reset();
  for (auto* text : {console_text, markdown_text, github_text, junit_text}) {
    EXPECT_THAT(text(comparison), Not(HasSubstr("slower")));
  }
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

TEST_F(OutputsTest, MarkdownKeepsItsTableHoweverMuchIsSaidBefore) {
  Comparison c = mixed();
  c.warnings.assign(4000, std::string(400, '|'));
  c.warnings.front() = "the first";
  c.warnings.push_back("a short one");
  c.cases[0].note.assign(2'000'000, 'x');
  const std::string text = markdown_text(c);
  EXPECT_LT(text.size(), 1u << 20);
  EXPECT_THAT(text, AllOf(HasSubstr("- the first\n"), HasSubstr("- a short one\n"),
                          HasSubstr(" more cautions and differences are left out here.\n"),
                          HasSubstr("\n| verdict | case |"), HasSubstr("\n| missing |"),
                          HasSubstr("\n1 more cases are left out here.\n")));
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
