#include "reports/compare/phrases.h"

#include "reports/format.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace warpmark {
namespace {

bool has_times(const CaseVerdict& c) { return c.base.median_s && c.fresh.median_s; }

/// A side's time in this unit, with as many digits as an interval supports that is as wide for its
/// size as that of the ratio, which the scatter of both sides makes.
std::string time_digits(double seconds, const CaseVerdict& c, const TimeUnit& unit) {
  Estimate time{seconds, {}};
  if (c.ratio && c.ratio_interval) {
    const double each = seconds / *c.ratio;
    time.interval = Interval{each * c.ratio_interval->low, each * c.ratio_interval->high};
  }
  return rounded(time.scaled(unit.per_second)) + ' ' + unit.name;
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
  if (!has_times(c)) return {};
  const TimeUnit unit = time_unit(std::max(*c.base.median_s, *c.fresh.median_s));
  return time_digits(*c.base.median_s, c, unit) + " → " + time_digits(*c.fresh.median_s, c, unit);
}

std::string change_text(const CaseVerdict& c) {
  if (!c.ratio || !has_times(c)) return {};
  if (c.ratio_interval && c.ratio_interval->low <= 1 && c.ratio_interval->high >= 1) {
    return fmt::format("no difference shown ({})", rounded_interval({*c.ratio, c.ratio_interval}));
  }
  const bool slower = *c.ratio >= 1;
  Estimate change{slower ? *c.ratio : 1 / *c.ratio, c.ratio_interval};
  if (!slower && change.interval) {
    change.interval = Interval{1 / c.ratio_interval->high, 1 / c.ratio_interval->low};
  }
  const std::string interval = change.interval ? rounded_interval(change) : "no interval";
  return fmt::format("{}x {} ({})", rounded(change), slower ? "slower" : "faster", interval);
}

std::string margin_text(const Margin& margin) {
  const double percent = 100 * margin.part;
  return fmt::format("margin {} % ({})",
                     percent < 10 ? fmt::format("{:.2g}", percent) : fmt::format("{:.0f}", percent),
                     margin.from);
}

std::string evidence_text(const CaseVerdict& c) {
  if (!c.q) return {};
  return fmt::format("q {:.2g}, {}, {} runs against {}", *c.q, margin_text(c.margin), c.base.runs,
                     c.fresh.runs);
}

std::string difference_text(const Difference& d) {
  return fmt::format("{}: {} → {}", d.field, or_nothing(d.base), or_nothing(d.fresh));
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
    lines.push_back("other machine: " + difference_text(d));
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
