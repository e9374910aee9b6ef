#include "reports/html/text.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace warpmark::html {
namespace {

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }  // UTF-8

/// In parts of the font size: the widest of Helvetica, Liberation, DejaVu and Verdana, rounded up.
double advance(char c) {
  if (std::string_view("iljI|.,:;'!").find(c) != std::string_view::npos) return 0.38;
  if (std::string_view("frt()[]/ -").find(c) != std::string_view::npos) return 0.46;
  if (std::string_view("mwMW%@").find(c) != std::string_view::npos) return 1.0;
  if (c == '=' || c == '+' || c == '<' || c == '>') return 0.84;
  if (c >= 'A' && c <= 'Z') return 0.79;
  return begins_character(c) ? 0.65 : 0.0;
}

/// Where a line of that width ends: at a space, else behind a dot, else with the word.
std::size_t line_end(std::string_view text, double width, double font_size) {
  std::size_t space = 0, dot = 0, end = 0;
  for (double used = 0; end < text.size(); ++end) {
    if (text[end] == ' ') space = end;
    used += advance(text[end]) * font_size;
    if (used > width) break;
    if (text[end] == '.') dot = end + 1;
  }
  if (end == text.size()) return end;
  if (space > 0) return space;
  return dot > 0 ? dot : std::min(text.find(' ', 1), text.size());
}

}  // namespace

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

double text_width(std::string_view text, double font_size) {
  double width = 0;
  for (const char c : text) width += advance(c);
  return width * font_size;
}

std::string shortened(std::string_view text, double width, double font_size) {
  if (text_width(text, font_size) <= width) return std::string(text);
  double used = text_width("…", font_size);
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    used += advance(text[end]) * font_size;
    if (used > width && begins_character(text[end])) break;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::vector<std::string> wrapped(std::string_view text, double width, double font_size) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = line_end(text, width, font_size);
    lines.push_back(shortened(text.substr(0, end), width, font_size));
    text.remove_prefix(end);
    if (text.starts_with(' ')) text.remove_prefix(1);
  }
  return lines;
}

std::string coordinate(double value) {
  const double tenths = std::round(value * 10) / 10;
  return fmt::format("{:g}", tenths == 0 ? 0 : tenths);  // and no -0
}

std::string quoted(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%^";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + '\'';
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace warpmark::html
