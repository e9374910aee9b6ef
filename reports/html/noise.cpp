#include "reports/canaries.h"
#include "reports/html/groups.h"
#include "reports/html/sections.h"

#include <fmt/core.h>

#include <algorithm>

namespace warpmark::html {
namespace {

/// Half the width of the interval of the median, in percent of it.
Result::Number within_pct(const Measurement& m) {
  if (!m.row.ci_lo_s || !m.row.ci_hi_s) return {};
  return 50 * (*m.row.ci_hi_s - *m.row.ci_lo_s) / *m.row.median_s;
}

/// Half the range of the runs' medians, in percent of the median.
Result::Number between_pct(const Measurement& m) {
  if (m.medians_s.size() < 2) return {};
  Range range;
  for (const auto& [run, median] : m.medians_s) range.add(median);
  return 50 * (range.high - range.low) / m.time.value;
}

DotPlot::Row row_of(const std::string& label, std::vector<double> percents, const Mark& mark) {
  DotPlot::Row row{label, {}};
  for (const double percent : percents) row.dots.push_back({percent, {}, mark});
  return row;
}

/// Measured values that are not zero, which a logarithmic axis has no place for.
std::vector<double> positive(const std::vector<const Measurement*>& cases,
                             Result::Number (*percent)(const Measurement&)) {
  std::vector<double> out;
  for (const Measurement* m : cases) {
    if (const auto value = percent(*m); value.value_or(0) > 0) out.push_back(*value);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string sentence(const std::string& what, const std::vector<double>& percents) {
  return fmt::format("{}: half of the cases within ± {}, the worst ± {}.", what,
                     percent_label(quantile(percents, 0.5)), percent_label(percents.back()));
}

}  // namespace

Section noise(const Study& study) {
  Section section{"noise", "Noise", {}, {}, {}, {}};
  section.table.columns = {{"case"},
                           {"device"},
                           {"samples", true},
                           {"within a run, ± %", true},
                           {"between runs, ± %", true},
                           {"runs", true},
                           {"converged"}};
  const Mark within{Paint::first, Shape::circle, false, 3};
  const Mark between{Paint::second, Shape::up, false, 3};
  DotPlot plot{"Noise of every case", "How far medians are uncertain, in percent.", {}, {}, {}, {}};
  plot.x = {"± percent of the median", Scale::Kind::logarithmic, percent_label};
  plot.keys = {{"within a run", within, {}}, {"between runs", between, {}}};
  Groups<const Measurement*> benchmarks, all;
  for (const Measurement& m : study.measurements) {
    benchmarks.add(m.row.benchmark + ", " + m.row.device, &m);
    all.add("", &m);
    const auto converged = m.row.converged;
    section.table.rows.push_back(
        {m.row.case_id, device_name(m.row), fmt::format("{}", m.row.samples.value_or(0)),
         number_cell(within_pct(m), 2), number_cell(between_pct(m), 2),
         fmt::format("{}", m.medians_s.size()), converged ? (*converged ? "yes" : "no") : ""});
  }
  for (const auto& [name, cases] : benchmarks) {
    const auto inner = positive(cases, within_pct), outer = positive(cases, between_pct);
    if (!inner.empty()) plot.rows.push_back(row_of(name, inner, within));
    if (!outer.empty()) plot.rows.push_back(row_of(name + ", between runs", outer, between));
  }
  for (const auto& [key, cases] : all) {
    const auto inner = positive(cases, within_pct), outer = positive(cases, between_pct);
    if (!inner.empty()) section.sentences.push_back(sentence("Within a run", inner));
    if (!outer.empty()) section.sentences.push_back(sentence("Between runs", outer));
  }
  Canaries canaries;
  for (const Result& row : study.rows) canaries.add(row);
  if (const std::string warning = canaries.warning(); !warning.empty()) {
    section.sentences.push_back("Canaries: " + warning + '.');
  }
  if (!plot.rows.empty()) section.panels = draw(plot);
  if (section.panels.empty()) section.sentences.emplace_back("No case has an interval.");
  section.how_to_read =
      "each mark is a case: circles show half the width of the interval of its median within a "
      "run, "
      "triangles half the range of the medians of several runs; a difference smaller than the "
      "triangles is no finding.";
  return section;
}

}  // namespace warpmark::html
