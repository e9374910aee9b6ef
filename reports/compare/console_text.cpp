#include "reports/compare/outputs.h"
#include "reports/compare/phrases.h"

#include <fmt/format.h>

namespace warpmark {
namespace {

constexpr std::size_t kColumns = 80;

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Bytes of the longest beginning of `text` that takes at most so many columns, ended after a space
/// or a dot where there is one in its second half.
std::size_t fitting(std::string_view text, std::size_t columns) {
  std::size_t bytes = 0, width = 0, good = 0;
  while (bytes < text.size()) {
    if (!continues(text[bytes]) && width++ == columns) break;
    ++bytes;
    const bool whole = bytes == text.size() || !continues(text[bytes]);
    const bool breaks = text[bytes - 1] == ' ' || text[bytes - 1] == '.';
    if (whole && breaks && width > columns / 2) good = bytes;
  }
  return bytes == text.size() || good == 0 ? bytes : good;
}

/// The text in lines that begin with `first`, then with as many spaces.
std::string wrapped(const std::string& first, std::string_view text) {
  std::string lines;
  for (std::string indent = first; !text.empty(); indent.assign(first.size(), ' ')) {
    const std::size_t bytes = fitting(text, kColumns - first.size());
    std::string_view line = text.substr(0, bytes);
    text.remove_prefix(bytes);
    while (line.ends_with(' ')) line.remove_suffix(1);
    lines += indent;
    lines += line;
    lines += '\n';
  }
  return lines;
}

std::string side_lines(const Comparison& c, std::size_t side, const char* label) {
  const auto& files = c.files[side];
  std::string text = fmt::format("{} run{}: {}", c.runs[side], c.runs[side] == 1 ? "" : "s",
                                 files.empty() ? "" : files.front().string());
  if (files.size() > 1) text += fmt::format(" and {} more", files.size() - 1);
  return wrapped(label, text);
}

std::string case_lines(const CaseVerdict& c) {
  std::string lines = wrapped(fmt::format("{:<13}", name(c.verdict)), case_text(c));
  const std::string indent(13, ' ');
  const std::string times = times_text(c);
  if (!times.empty()) lines += wrapped(indent, times + "  " + change_text(c));
  for (const std::string& text : {evidence_text(c), remark_text(c)}) lines += wrapped(indent, text);
  return lines;
}

}  // namespace

std::string console_text(const Comparison& comparison) {
  std::string text = side_lines(comparison, 0, "base  ") + side_lines(comparison, 1, "new   ");
  for (const std::string& caution : cautions(comparison)) text += wrapped("!     ", caution);
  for (const Difference& d : comparison.context) {
    text += wrapped("      ", difference_text(d));
  }
  text += '\n';
  bool any = false;
  for (const CaseVerdict& c : comparison.cases) {
    if (!noteworthy(c) && c.note.empty() && remark_text(c).empty()) continue;
    if (c.verdict == Judgement::incomparable && !c.base.median_s && !c.fresh.median_s) continue;
    text += case_lines(c);
    any = true;
  }
  if (any) text += '\n';
  return text + wrapped("", gate_text(comparison));
}

}  // namespace warpmark
