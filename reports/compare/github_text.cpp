#include "reports/compare/outputs.h"
#include "reports/compare/phrases.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace warpmark {
namespace {

constexpr std::size_t kMost = 10;

/// As GitHub's own toolkit escapes: data, and in properties also : and ,
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    const bool special = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
    if (special)
      out += fmt::format("%{:02X}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out;
}

std::string annotation(const char* level, const std::string& title, const std::string& message) {
  return fmt::format("::{} title={}::{}\n", level, escaped(title, true), escaped(message, false));
}

/// Empty where nobody need look.
std::string annotation(const CaseVerdict& c) {
  const bool error = c.verdict == Judgement::regressed || c.verdict == Judgement::broken ||
                     c.verdict == Judgement::missing;
  const bool warning = c.verdict == Judgement::suspect || c.verdict == Judgement::inconclusive;
  if (!error && !warning) return {};
  std::string message = case_text(c);
  for (const std::string& part : {times_text(c), change_text(c), remark_text(c)}) {
    if (!part.empty()) message += ", " + part;
  }
  return annotation(error ? "error" : "warning", std::string(name(c.verdict)), message);
}

}  // namespace

std::string github_text(const Comparison& comparison) {
  std::vector<std::string> lines;
  for (const CaseVerdict& c : comparison.cases) {
    std::string line = annotation(c);
    if (!line.empty()) lines.push_back(std::move(line));
  }
  const bool invalid = comparison.gate == Gate::invalid;
  std::string text = annotation(comparison.exit_status == 0 ? "notice" : "error",
                                "warpmark compare", gate_text(comparison));
  std::size_t left = kMost - 1;
  for (const std::string& caution : cautions(comparison)) {
    if (left == 1 || !invalid) break;
    text += annotation("warning", "warpmark compare", caution);
    --left;
  }
  for (std::size_t i = 0; i < std::min(left, lines.size()); ++i) text += lines[i];
  return text;
}

}  // namespace warpmark
