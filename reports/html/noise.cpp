#include "reports/canaries.h"
#include "reports/compare/multiplicity.h"
#include "reports/html/groups.h"
#include "reports/html/sections.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <functional>

namespace warpmark::html {
namespace {

/// Runs a side with which a change is looked for, as `ab` confirms one.
constexpr std::size_t kRuns = 8;

/// How uncertain a case is, in percent of its time; empty where it is not known.
using Percent = std::function<Result::Number(const Measurement&)>;

/// Half the width of the interval of the median.
Result::Number within_run(const Measurement& m) {
  if (!m.row.ci_lo_s || !m.row.ci_hi_s) return {};
  return 50 * (*m.row.ci_hi_s - *m.row.ci_lo_s) / *m.row.median_s;
}

/// Half the range of the runs' medians.
Result::Number between_runs(const Measurement& m) {
  if (m.medians_s.size() < 2) return {};
  Range range;
  for (const auto& [run, median] : m.medians_s) range.add(median);
  return 50 * (range.high - range.low) / m.time.value;
}

std::optional<NoiseFloor> calibrated(const Study& study, const Measurement& m) {
  const Result& row = m.row;
  return study.noise.noise.floor(row.fingerprint, {row.case_id, row.devices}, row.case_hash,
                                 row.benchmark);
}

/// The floor of the margin for one run a side.
Percent noise_floor(const Study& study) {
  return [&study](const Measurement& m) -> Result::Number {
    const auto floor = calibrated(study, m);
    if (!floor) return {};
    return 100 * std::expm1(floor->q95);
  };
}

/// The change that kRuns a side see four times in five. Runs scatter by what pairs differ by / √2.
Percent found(const Study& study) {
  return [&study](const Measurement& m) -> Result::Number {
    const auto floor = calibrated(study, m);
    if (!floor) return {};
    return 100 * std::expm1(detectable(floor->rms / std::sqrt(2), kRuns));
  };
}

/// What the drawing shows of each benchmark, a row for each kind.
struct Kind {
  std::string name;
  Mark mark;
  Percent percent;
};

std::vector<Kind> kinds(const Study& study) {
  return {{"within a run", {Paint::first, Shape::circle, false, 3}, within_run},
          {"between runs", {Paint::second, Shape::up, false, 3}, between_runs},
          {"noise floor", {Paint::third, Shape::diamond, false, 3}, noise_floor(study)}};
}

/// Measured values that are not zero, which a logarithmic axis has no place for, sorted.
std::vector<double> positive(const std::vector<const Measurement*>& cases, const Percent& percent) {
  std::vector<double> out;
  for (const Measurement* m : cases) {
    if (const auto value = percent(*m); value.value_or(0) > 0) out.push_back(*value);
  }
  std::sort(out.begin(), out.end());
  return out;
}

DotPlot::Row row_of(const std::string& label, const std::vector<double>& percents,
                    const Mark& mark) {
  DotPlot::Row row{label, {}};
  for (const double percent : percents) row.dots.push_back({percent, {}, mark});
  return row;
}

DotPlot plot_of(const Study& study) {
  DotPlot plot{"Noise of every case", "How far medians are uncertain, in percent.", {}, {}, {}, {}};
  plot.x = {"± percent of the median", Scale::Kind::logarithmic, percent_label};
  Groups<const Measurement*> benchmarks;
  for (const Measurement& m : study.measurements) {
    benchmarks.add(m.row.benchmark + ", " + m.row.device + study.on_machine(m.row), &m);
  }
  const std::vector<Kind> all = kinds(study);
  for (const Kind& kind : all) {
    const auto known = [&](const Measurement& m) { return kind.percent(m).value_or(0) > 0; };
    if (std::any_of(study.measurements.begin(), study.measurements.end(), known)) {
      plot.keys.push_back({kind.name, kind.mark, {}});
    }
  }
  for (const auto& [name, cases] : benchmarks) {
    for (const Kind& kind : all) {
      const auto values = positive(cases, kind.percent);
      const std::string label = &kind == &all.front() ? name : name + ", " + kind.name;
      if (!values.empty()) plot.rows.push_back(row_of(label, values, kind.mark));
    }
  }
  return plot;
}

std::vector<std::string> sentences(const Study& study) {
  std::vector<const Measurement*> cases;
  for (const Measurement& m : study.measurements) cases.push_back(&m);
  std::vector<std::string> out;
  for (const Kind& kind : kinds(study)) {
    const auto values = positive(cases, kind.percent);
    if (values.empty()) continue;
    out.push_back(fmt::format("{}: half of the cases at most ± {}, the worst ± {}.", kind.name,
                              percent_label(quantile(values, 0.5)), percent_label(values.back())));
    out.back()[0] = static_cast<char>(std::toupper(out.back()[0]));
  }
  const std::string file = study.noise.file.string();
  out.push_back(file.empty() ? "Noise floors are not known: warpmark calibrate measures them."
                             : "Noise floors are those of " + file + '.');
  Canaries canaries;
  for (const Result& row : study.rows) canaries.add(row);
  if (const std::string warning = canaries.warning(); !warning.empty()) {
    out.push_back("Canaries: " + warning + '.');
  }
  return out;
}

std::vector<std::string> cells(const Study& study, const Measurement& m) {
  const auto floor = calibrated(study, m);
  const auto converged = m.row.converged;
  return {m.row.case_id,
          device_name(m.row) + study.on_machine(m.row),
          fmt::format("{}", m.row.samples.value_or(0)),
          number_cell(within_run(m), 2),
          number_cell(between_runs(m), 2),
          fmt::format("{}", m.medians_s.size()),
          converged ? (*converged ? "yes" : "no") : "",
          number_cell(noise_floor(study)(m), 2),
          floor ? (floor->pooled ? "its benchmark" : "the case") : "",
          number_cell(found(study)(m), 2)};
}

}  // namespace

Section noise(const Study& study) {
  Section section{"noise", "Noise", sentences(study), {}, {}, {}};
  section.table.columns = {{"case"},
                           {"device"},
                           {"samples", true},
                           {"within a run, ± %", true},
                           {"between runs, ± %", true},
                           {"runs", true},
                           {"converged"},
                           {"noise floor, ± %", true},
                           {"floor of"},
                           {fmt::format("found with {} runs a side, %", kRuns), true}};
  for (const Measurement& m : study.measurements) section.table.rows.push_back(cells(study, m));
  const DotPlot plot = plot_of(study);
  if (!plot.rows.empty()) section.panels = draw(plot);
  if (section.panels.empty()) section.sentences.emplace_back("No case has an interval.");
  section.how_to_read =
      "each mark is a case: circles show half the width of the interval of its median within a "
      "run, triangles half the range of the medians of several runs, diamonds how far apart two "
      "runs of one program may lie; a difference smaller than these is no finding.";
  return section;
}

}  // namespace warpmark::html
