#include "reports/html/groups.h"
#include "reports/html/sections.h"

#include <fmt/core.h>

#include <algorithm>

namespace warpmark::html {
namespace {

using Cases = std::vector<const Measurement*>;

/// How many processors a case ran on: ranks of GPUs, threads of the CPU.
double processors(const Measurement& m) {
  const double ranks = static_cast<double>(m.row.ranks.value_or(1));
  const double threads = m.row.device == "cpu" ? static_cast<double>(m.row.threads.value_or(1)) : 1;
  return ranks * threads;
}

/// Of cases that have an interval, which are not of the same runs.
Estimate speed_up(const Measurement& base, const Measurement& m) {
  return {base.time.value / m.time.value,
          Interval{base.time.interval->low / m.time.interval->high,
                   base.time.interval->high / m.time.interval->low}};
}

Estimate efficiency_pct(const Measurement& base, const Measurement& m) {
  return speed_up(base, m).scaled(100 * processors(base) / processors(m));
}

/// Nothing of a ratio whose interval holds 1 but that.
std::string speed_up_text(const Estimate& ratio) {
  const bool shown = ratio.interval->low > 1 || ratio.interval->high < 1;
  return shown ? rounded(ratio) + "×" : "no difference shown";
}

/// Of a case with itself on the fewest processors nothing is said.
std::vector<std::string> comparison_cells(const Measurement& base, const Measurement& m) {
  if (&base == &m) return {"", "", ""};
  const Estimate ratio = speed_up(base, m);
  return {speed_up_text(ratio), rounded_interval(ratio), rounded(efficiency_pct(base, m))};
}

std::vector<std::string> cells(const Study& study, const Measurement& base, const Measurement& m) {
  std::vector<std::string> out{m.row.case_id,
                               device_name(m.row) + study.on_machine(m.row),
                               number_label(processors(m)),
                               time_text(m.time),
                               interval_text(m.time),
                               time_text(base.time)};
  for (std::string& cell : comparison_cells(base, m)) out.push_back(std::move(cell));
  return out;
}

/// What is done, on however many processors: not the hash, of which threads are a part.
std::string work_key(const Result& row) {
  std::string key =
      fmt::format("{} {} {} {} {}", row.fingerprint, row.case_id, row.flops.value_or(0),
                  row.bytes.value_or(0), row.items.value_or(0));
  for (const auto& [axis, value] : row.point) key += ' ' + axis + '=' + text(value);
  return key;
}

/// The same work on more than one number of processors, ascending.
Groups<const Measurement*> scaled(const Study& study) {
  Groups<const Measurement*> cases;
  for (const Measurement& m : study.measurements) {
    if (m.time.interval) cases.add(work_key(m.row), &m);
  }
  Groups<const Measurement*> out;
  for (auto [key, members] : cases) {
    std::sort(members.begin(), members.end(),
              [](const auto* a, const auto* b) { return processors(*a) < processors(*b); });
    if (processors(*members.front()) == processors(*members.back())) continue;
    for (const Measurement* m : members) out.add(key, m);
  }
  return out;
}

Series curve_of(const Cases& cases, std::size_t index) {
  Series series{short_name(cases.front()->row) + ' ' + cases.front()->row.timing, {}, {}, {}};
  series.mark = series_mark(index);
  series.stroke = Stroke{series.mark->paint, 1.5};
  const Measurement& base = *cases.front();
  for (const Measurement* m : cases) {
    const Estimate ratio = speed_up(base, *m);
    series.values.push_back({processors(*m), ratio.value, ratio.interval});
  }
  return series;
}

/// Up to 7 curves, on one device.
std::string panel(const std::string& title, const std::vector<Cases>& all) {
  LineChart chart{title, title + ": speed-up over the fewest processors.", {}, {}, {}};
  chart.x = {"threads or ranks", Scale::Kind::logarithmic, number_label};
  chart.y = {"speed-up over the fewest", Scale::Kind::logarithmic, ratio_label};
  const double from = processors(*all.front().front()), to = processors(*all.front().back());
  chart.series.push_back(
      {"ideal", {{from, 1}, {to, to / from}}, Stroke{Paint::muted, 1, "5 3"}, {}});
  for (const Cases& cases : all) {
    chart.series.push_back(curve_of(cases, chart.series.size() - 1));
    for (const auto& value : chart.series.back().values) chart.x.ticks.push_back(value.x);
  }
  auto& ticks = chart.x.ticks;
  std::sort(ticks.begin(), ticks.end());
  ticks.erase(std::unique(ticks.begin(), ticks.end()), ticks.end());
  return draw(chart);
}

}  // namespace

Section scaling(const Study& study) {
  Section section{"scaling", "Strong scaling", {}, {}, {}, {}};
  section.table.columns = {{"case"},           {"device"},         {"processors", true},
                           {"time", true},     {"interval", true}, {"on the fewest", true},
                           {"speed-up", true}, {"interval", true}, {"efficiency, %", true}};
  Groups<Cases> panels;
  for (const auto& [key, cases] : scaled(study)) {
    const Result& row = cases.front()->row;
    panels.add(row.benchmark + ", " + row.device + study.on_machine(row), cases);
    for (const Measurement* m : cases) {
      section.table.rows.push_back(cells(study, *cases.front(), *m));
    }
  }
  constexpr std::size_t kCurves = 7;
  for (const auto& [title, all] : panels) {
    for (std::size_t i = 0; i < all.size(); i += kCurves) {
      const std::string part = i == 0 ? "" : fmt::format(" ({})", i / kCurves + 1);
      const auto end = all.begin() + static_cast<long>(std::min(all.size(), i + kCurves));
      section.panels.push_back(panel(title + part, {all.begin() + static_cast<long>(i), end}));
    }
  }
  if (section.panels.empty()) {
    section.sentences.emplace_back("No case was measured on several numbers of threads or ranks.");
  }
  section.how_to_read =
      "the same work on more processors: the dashed line is what perfect scaling would reach from "
      "the fewest on, whose time is in the table.";
  return section;
}

}  // namespace warpmark::html
