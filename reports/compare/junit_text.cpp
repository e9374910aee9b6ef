#include "reports/compare/outputs.h"
#include "reports/compare/phrases.h"
#include "reports/html/text.h"

#include <fmt/format.h>

#include <string_view>

namespace warpmark {
namespace {

/// For an attribute's value. Characters that XML 1.0 has no way to write become '?'.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : html::escape(text)) {
    switch (c) {
      case '\n': out += "&#10;"; break;
      case '\t': out += "&#9;"; break;
      case '\r': out += "&#13;"; break;
      default: out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return out;
}

bool fails(Judgement v) {
  return v == Judgement::regressed || v == Judgement::broken || v == Judgement::missing;
}

bool untold(Judgement v) {
  return v == Judgement::inconclusive || v == Judgement::suspect || v == Judgement::env_shift ||
         v == Judgement::incomparable;
}

std::string test_case(const CaseVerdict& c) {
  std::string message = std::string(name(c.verdict));
  for (const std::string& part :
       {times_text(c), change_text(c), evidence_text(c), remark_text(c)}) {
    if (!part.empty()) message += ", " + part;
  }
  std::string attributes = fmt::format("classname=\"warpmark\" name=\"{}\"", escaped(case_text(c)));
  if (c.fresh.median_s) attributes += fmt::format(" time=\"{:.9f}\"", *c.fresh.median_s);
  const char* outcome = fails(c.verdict) ? "failure" : untold(c.verdict) ? "skipped" : nullptr;
  if (!outcome) return fmt::format("  <testcase {}/>\n", attributes);
  return fmt::format("  <testcase {}>\n    <{} message=\"{}\"/>\n  </testcase>\n", attributes,
                     outcome, escaped(message));
}

}  // namespace

std::string junit_text(const Comparison& comparison) {
  std::size_t failures = 0, skipped = 0;
  std::string cases;
  for (const CaseVerdict& c : comparison.cases) {
    failures += fails(c.verdict);
    skipped += untold(c.verdict);
    cases += test_case(c);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuite name=\"warpmark compare\" tests=\"{}\" failures=\"{}\" "
      "errors=\"0\" skipped=\"{}\">\n{}</testsuite>\n",
      comparison.cases.size(), failures, skipped, cases);
}

}  // namespace warpmark
