#include "reports/ceilings.h"
#include "reports/html/groups.h"
#include "reports/html/sections.h"
#include "reports/row_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

// S. Williams, A. Waterman, D. Patterson: Roofline, an insightful visual performance model for
// multicore architectures, Communications of the ACM 52 (2009).
namespace warpmark::html {
namespace {

using Cases = std::vector<const Measurement*>;

/// The device that a ceiling holds for.
std::string device_key(const Result& row) {
  return fmt::format("{} {} {}", row.fingerprint, device_text(row), row.devices);
}

double intensity(const Measurement& m) { return *m.row.flops / *m.row.bytes; }
Estimate flops_rate(const Measurement& m) { return rate(m, *m.row.flops); }

/// A line of bandwidth up to where it meets that of arithmetic; either may be unknown.
struct Roof {
  std::string name;
  Result::Number bytes_per_s, flops_per_s;
  Stroke stroke;
};

Series line_of(const Roof& roof, double from, double to) {
  Series line{roof.name, {}, roof.stroke, {}};
  if (roof.bytes_per_s && roof.flops_per_s) {
    const double ridge = *roof.flops_per_s / *roof.bytes_per_s;
    if (from < ridge) line.values.push_back({from, from * *roof.bytes_per_s});
    line.values.push_back({std::max(from, ridge), *roof.flops_per_s});
    if (ridge < to) line.values.push_back({to, *roof.flops_per_s});
  } else if (roof.bytes_per_s) {
    line.values = {{from, from * *roof.bytes_per_s}, {to, to * *roof.bytes_per_s}};
  } else {
    line.values = {{from, *roof.flops_per_s}, {to, *roof.flops_per_s}};
  }
  return line;
}

/// The data sheet's figure, from a row's rate and its percentage of it.
Result::Number peak(const Cases& cases, Result::Number Result::*rate, Result::Number Result::*pct) {
  for (const Measurement* m : cases) {
    if (m->row.*rate && (m->row.*pct).value_or(0) > 0)
      return 100 * *(m->row.*rate) / *(m->row.*pct);
  }
  return {};
}

std::vector<Roof> roofs_of(const Cases& cases, const DeviceCeilings& measured) {
  const auto flops = measured.flops(cases.front()->row.dtype);
  const auto sheet_bytes = peak(cases, &Result::bytes_per_s, &Result::bytes_peak_pct);
  const auto sheet_flops = peak(cases, &Result::flops_per_s, &Result::flops_peak_pct);
  std::vector<Roof> roofs;
  if (measured.cache()) {
    roofs.push_back({"measured, caches " + amount_text(*measured.cache(), "B/s"),
                     measured.cache(),
                     flops,
                     {Paint::muted, 1}});
  }
  if (measured.memory() || flops) {
    const std::string memory =
        measured.memory() ? ", memory " + amount_text(*measured.memory(), "B/s") : "";
    const std::string arithmetic = flops ? ", " + amount_text(*flops, "FLOP/s") : "";
    roofs.push_back({"measured" + memory + arithmetic, measured.memory(), flops, {Paint::ink, 2}});
  }
  if (sheet_bytes || sheet_flops) {
    roofs.push_back({"data sheet", sheet_bytes, sheet_flops, {Paint::ink, 1, "5 3"}});
  }
  return roofs;
}

/// Two series for each variant, cold and not; only one of them is named.
std::vector<Series> dots_of(const Cases& cases) {
  Groups<const Measurement*> variants;
  for (const Measurement* m : cases) variants.add(m->row.benchmark + ' ' + m->row.variant, m);
  std::vector<Series> all;
  std::size_t index = 0;
  for (const auto& [name, members] : variants) {
    Mark mark = series_mark(index++);
    std::string unused = name;
    for (const bool cold : {true, false}) {
      mark.filled = cold;
      Series series{{}, {}, {}, mark};
      for (const Measurement* m : members) {
        if ((m->row.timing == "cold") == cold)
          series.values.push_back({intensity(*m), flops_rate(*m).value});
      }
      if (series.values.empty()) continue;
      series.name = std::exchange(unused, {});
      all.push_back(std::move(series));
    }
  }
  return all;
}

std::string panel(const std::string& title, const Cases& cases, const DeviceCeilings& measured) {
  const auto roofs = roofs_of(cases, measured);
  Range x;
  for (const Measurement* m : cases) x.add(intensity(*m));
  for (const Roof& roof : roofs) {
    if (roof.bytes_per_s && roof.flops_per_s) x.add(*roof.flops_per_s / *roof.bytes_per_s);
  }
  LineChart chart{title, "", {}, {}, {}};
  for (const Roof& roof : roofs) chart.series.push_back(line_of(roof, x.low / 2, x.high * 4));
  for (Series& series : dots_of(cases)) chart.series.push_back(std::move(series));
  const auto best = *std::max_element(cases.begin(), cases.end(), [](const auto* a, const auto* b) {
    return flops_rate(*a).value < flops_rate(*b).value;
  });
  chart.description = fmt::format("{}: the most arithmetic, {}, is that of {}.", title,
                                  rounded_amount(flops_rate(*best), "FLOP/s"), best->row.case_id);
  chart.x = {"arithmetic intensity, FLOP/byte", Scale::Kind::logarithmic, number_label};
  chart.y = {"FLOP/s", Scale::Kind::logarithmic, amount_label};
  return draw(chart);
}

void add_row(Table& table, const Study& study, const Measurement& m) {
  table.rows.push_back(
      {m.row.case_id, device_text(m.row) + study.on_machine(m.row), number_cell(intensity(m)),
       rounded_amount(flops_rate(m), "FLOP/s"), rounded_amount(rate(m, *m.row.bytes), "B/s"),
       percent_cell(m, m.row.flops_ceiling_pct), percent_cell(m, m.row.bytes_ceiling_pct),
       percent_cell(m, m.row.flops_peak_pct), percent_cell(m, m.row.bytes_peak_pct)});
}

bool belongs(const Measurement& m) {
  const bool moves = m.row.timing == "e2e" || m.row.timing == "epoch";
  return !moves && m.row.flops.value_or(0) > 0 && m.row.bytes.value_or(0) > 0;
}

}  // namespace

Section rooflines(const Study& study) {
  Section section{"roofline", "Roofline", {}, {}, {}, {}};
  section.table.columns = {{"case"},
                           {"device"},
                           {"FLOP/byte", true},
                           {"FLOP/s", true},
                           {"bytes/s", true},
                           {"of measured FLOP/s, %", true},
                           {"of measured bandwidth, %", true},
                           {"of data sheet's FLOP/s, %", true},
                           {"of data sheet's bandwidth, %", true}};
  std::map<std::string, DeviceCeilings> ceilings;
  for (const Result& row : study.rows) {
    if (is_canary(row)) ceilings[device_key(row)].learn(row);
  }
  Groups<const Measurement*> panels;
  for (const Measurement& m : study.measurements) {
    if (belongs(m)) panels.add(device_key(m.row) + '\n' + m.row.dtype, &m);
  }
  for (const auto& [key, cases] : panels) {
    const Result& row = cases.front()->row;
    const std::string title = device_name(row) + study.on_machine(row) + ", " + row.dtype;
    section.panels.push_back(panel(title, cases, ceilings[key.substr(0, key.find('\n'))]));
    for (const Measurement* m : cases) add_row(section.table, study, *m);
  }
  if (section.panels.empty()) section.sentences.emplace_back("No case with arithmetic has a time.");
  section.how_to_read =
      "the solid lines are what this device was measured to reach at most (bandwidth rising, "
      "arithmetic level), the dashed ones what its data sheet says; each mark is a case by the "
      "operations and bytes that its mathematics needs, filled where it is cold, and the closer it "
      "is to the line above it "
      "the less is left to gain.";
  return section;
}

}  // namespace warpmark::html
