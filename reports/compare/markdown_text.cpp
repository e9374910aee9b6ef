#include "reports/compare/outputs.h"
#include "reports/compare/phrases.h"
#include "reports/markdown.h"

#include <fmt/format.h>

#include <vector>

namespace warpmark {
namespace {

constexpr std::size_t kMostBytes = 1'000'000;  // GitHub takes a summary of 1 MiB

std::string row(const CaseVerdict& c) {
  std::string remark = evidence_text(c);
  const std::string more = remark_text(c);
  if (!remark.empty() && !more.empty()) remark += "; ";
  return fmt::format("| {} | {} | {} | {} | {} |\n", name(c.verdict), plain_markdown(case_text(c)),
                     times_text(c), change_text(c), plain_markdown(remark + more));
}

/// Adds those of the lines that fit below `most` bytes; returns how many do not.
std::size_t append_fitting(std::string& text, const std::vector<std::string>& lines,
                           std::size_t most) {
  std::size_t left_out = 0;
  for (const std::string& line : lines) {
    if (text.size() + line.size() > most)
      ++left_out;
    else
      text += line;
  }
  return left_out;
}

/// What is said before the table, in at most half of the bytes.
std::string head(const Comparison& c) {
  std::string text =
      fmt::format("## {}\n\n{} runs of base, {} of new.\n\n", gate_text(c), c.runs[0], c.runs[1]);
  std::vector<std::string> lines;
  for (const std::string& caution : cautions(c))
    lines.push_back("- " + plain_markdown(caution) + '\n');
  for (const Difference& d : c.context)
    lines.push_back("- " + plain_markdown(difference_text(d)) + '\n');
  const std::size_t left_out = append_fitting(text, lines, kMostBytes / 2);
  if (left_out > 0) {
    text += fmt::format("- {} more cautions and differences are left out here.\n", left_out);
  }
  return text;
}

}  // namespace

std::string markdown_text(const Comparison& comparison) {
  std::string text = head(comparison) +
                     "\n| verdict | case | base → new | change (95 %) | evidence |\n"
                     "|---|---|---|---|---|\n";
  std::vector<std::string> rows;
  for (const CaseVerdict& c : comparison.cases) rows.push_back(row(c));
  const std::size_t left_out = append_fitting(text, rows, kMostBytes);
  if (left_out > 0) text += fmt::format("\n{} more cases are left out here.\n", left_out);
  return text;
}

}  // namespace warpmark
