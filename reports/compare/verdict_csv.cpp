#include "reports/compare/outputs.h"
#include "reports/compare/phrases.h"
#include "reports/csv.h"

namespace warpmark {
namespace {

std::string count(std::size_t n) { return csv_text(static_cast<std::int64_t>(n)); }

std::string number(const std::optional<double>& value) { return csv_text(Result::Number(value)); }

std::vector<std::string> row(const CaseVerdict& c) {
  std::optional<double> low, high, margin_pct;
  if (c.ratio_interval) low = c.ratio_interval->low, high = c.ratio_interval->high;
  if (c.p) margin_pct = 100 * c.margin.part;
  return {c.case_id,
          c.devices,
          std::string(name(c.verdict)),
          count(c.base.runs),
          count(c.fresh.runs),
          number(c.base.median_s),
          number(c.fresh.median_s),
          number(c.ratio),
          number(low),
          number(high),
          number(c.p),
          number(c.q),
          number(margin_pct),
          c.p ? std::string(c.margin.from) : "",
          c.runs_needed ? count(*c.runs_needed) : "",
          c.base.implementation,
          c.fresh.implementation,
          c.note};
}

}  // namespace

std::string csv_text(const Comparison& comparison) {
  std::string text =
      csv_line({"case_id", "devices", "verdict", "base_runs", "new_runs", "base_median_s",
                "new_median_s", "ratio", "ratio_lo", "ratio_hi", "p", "q", "margin_pct",
                "margin_from", "runs_needed", "base_implementation", "new_implementation", "note"});
  for (const CaseVerdict& c : comparison.cases) text += csv_line(row(c));
  return text;
}

}  // namespace warpmark
