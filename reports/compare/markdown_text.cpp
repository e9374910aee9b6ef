#include "reports/compare/outputs.h"
#include "reports/compare/phrases.h"

#include <fmt/format.h>

namespace warpmark {
namespace {

constexpr std::size_t kMostBytes = 1'000'000;  // GitHub takes a summary of 1 MiB

/// Text that Markdown takes for nothing else.
std::string plain(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      out += ' ';
      continue;
    }
    if (std::string_view("\\`*_|[]<>&#").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string row(const CaseVerdict& c) {
  std::string remark = evidence_text(c);
  const std::string more = remark_text(c);
  if (!remark.empty() && !more.empty()) remark += "; ";
  return fmt::format("| {} | {} | {} | {} | {} |\n", name(c.verdict), plain(case_text(c)),
                     times_text(c), change_text(c), plain(remark + more));
}

std::string head(const Comparison& c) {
  std::string text =
      fmt::format("## {}\n\n{} runs of base, {} of new.\n\n", gate_text(c), c.runs[0], c.runs[1]);
  for (const std::string& caution : cautions(c)) text += "- " + plain(caution) + '\n';
  for (const Difference& d : c.context) {
    text += "- " + plain(difference_text(d)) + '\n';
  }
  return text +
         "\n| verdict | case | base → new | change (95 %) | evidence |\n"
         "|---|---|---|---|---|\n";
}

}  // namespace

std::string markdown_text(const Comparison& comparison) {
  std::string text = head(comparison);
  if (text.size() > kMostBytes / 2) text = fmt::format("## {}\n\n", gate_text(comparison));
  std::size_t shown = 0;
  for (const CaseVerdict& c : comparison.cases) {
    const std::string line = row(c);
    if (text.size() + line.size() > kMostBytes) break;
    text += line;
    ++shown;
  }
  const std::size_t left = comparison.cases.size() - shown;
  if (left > 0) text += fmt::format("\n{} more cases are left out here.\n", left);
  return text;
}

}  // namespace warpmark
