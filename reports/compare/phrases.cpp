#include "reports/compare/phrases.h"

#include "reports/format.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace warpmark {
namespace {

/// Three digits after the point, as far as a ratio is looked at that closely.
std::string ratio_digits(double ratio) {
  return ratio < 10 ? fmt::format("{:.3f}", ratio) : fmt::format("{:.4g}", ratio);
}

std::string or_nothing(const std::string& text) { return text.empty() ? "nothing" : text; }

}  // namespace

std::string counts_text(const Comparison& comparison) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < kVerdicts; ++i) {
    const auto verdict = static_cast<Judgement>(i);
    if (const auto n = comparison.count(verdict))
      parts.push_back(fmt::format("{} {}", n, name(verdict)));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string gate_text(const Comparison& comparison) {
  std::string gate(name(comparison.gate));
  for (char& c : gate) c = static_cast<char>(c - 'a' + 'A');
  return gate + ": " + counts_text(comparison);
}

std::string times_text(const CaseVerdict& c) {
  if (!c.base.median_s || !c.fresh.median_s) return {};
  const TimeUnit unit = time_unit(std::max(*c.base.median_s, *c.fresh.median_s));
  return fmt::format("{:.4g} {} → {:.4g} {}", *c.base.median_s * unit.per_second, unit.name,
                     *c.fresh.median_s * unit.per_second, unit.name);
}

std::string change_text(const CaseVerdict& c) {
  if (!c.ratio) return {};
  const bool slower = *c.ratio >= 1;
  std::string text =
      ratio_digits(slower ? *c.ratio : 1 / *c.ratio) + (slower ? "x slower" : "x faster");
  if (!c.ratio_interval) return text + " (no interval)";
  const Interval& i = *c.ratio_interval;
  const Interval shown = slower ? i : Interval{1 / i.high, 1 / i.low};
  return fmt::format("{} ({}–{})", text, ratio_digits(shown.low), ratio_digits(shown.high));
}

std::string evidence_text(const CaseVerdict& c) {
  if (!c.q) return {};
  const std::string from = c.margin.from == "rule" ? "" : fmt::format(" ({})", c.margin.from);
  return fmt::format("q {:.2g}, margin {:.2g} %{}, {} runs against {}", *c.q, 100 * c.margin.part,
                     from, c.base.runs, c.fresh.runs);
}

std::string remark_text(const CaseVerdict& c) {
  std::vector<std::string> parts;
  if (!c.note.empty()) parts.push_back(c.note);
  if (c.runs_needed)
    parts.push_back(fmt::format("about {} runs a side would tell", *c.runs_needed));
  const bool both = c.base.runs > 0 && c.fresh.runs > 0;
  if (both && c.implementation_changed()) {
    parts.push_back(fmt::format("implementation changed from {} to {}",
                                or_nothing(c.base.implementation),
                                or_nothing(c.fresh.implementation)));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string case_text(const CaseVerdict& c) {
  return c.devices.empty() ? c.case_id : c.case_id + " on " + c.devices;
}

std::vector<std::string> cautions(const Comparison& comparison) {
  std::vector<std::string> lines = comparison.warnings;
  for (const Difference& d : comparison.identity) {
    lines.push_back(fmt::format("other machine: {} is {} in base, {} in new", d.field,
                                or_nothing(d.base), or_nothing(d.fresh)));
  }
  lines.insert(lines.end(), comparison.shifted.begin(), comparison.shifted.end());
  const Design& design = comparison.design;
  if (design.too_weak()) {
    lines.push_back(fmt::format(
        "too few runs: {} against {} give p = {:.2g} at best, and one changed case among {} is "
        "found from p = {:.2g} on. That takes {} runs a side",
        design.base_runs, design.fresh_runs, design.smallest_p, design.cases,
        0.05 / static_cast<double>(design.cases), design.runs_needed));
  }
  return lines;
}

bool noteworthy(const CaseVerdict& c) {
  return c.verdict != Judgement::same && c.verdict != Judgement::incomparable;
}

}  // namespace warpmark
