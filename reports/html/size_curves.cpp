#include "harness/timing.h"
#include "reports/html/crossover.h"
#include "reports/html/groups.h"
#include "reports/html/sections.h"
#include "reports/row_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

namespace warpmark::html {
namespace {

/// A variant at one value of what varies, and what else it was measured at.
struct Sized {
  std::string axes;  // those that vary together: "m=n=k"
  double size = 0;
  std::string rest;  // the point's other axes
  const Measurement* measurement = nullptr;
};

/// The axes as the case_id has them: m, n, k.
std::vector<std::string> in_order(std::vector<std::string> axes, const std::string& point) {
  const auto place = [&](const std::string& axis) { return ('.' + point).find('.' + axis + '='); };
  std::sort(axes.begin(), axes.end(),
            [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return axes;
}

/// Every size of a point once: the axes that share a value are one.
std::vector<Sized> sizes_of(const Measurement& m) {
  std::map<std::int64_t, std::vector<std::string>> axes;
  for (const auto& [axis, value] : m.row.point) {
    if (const auto* size = std::get_if<std::int64_t>(&value); size && *size > 0) {
      axes[*size].push_back(axis);
    }
  }
  std::vector<Sized> out;
  for (const auto& [size, names] : axes) {
    Sized sized{{}, static_cast<double>(size), {}, &m};
    for (const std::string& name : in_order(names, point_of(m.row))) {
      sized.axes += (sized.axes.empty() ? "" : "=") + name;
    }
    for (const auto& [axis, value] : m.row.point) {
      if (std::find(names.begin(), names.end(), axis) != names.end()) continue;
      sized.rest += (sized.rest.empty() ? "" : " ") + axis + '=' + text(value);
    }
    out.push_back(std::move(sized));
  }
  return out;
}

/// The timing of the CPU's curves in the panel.
std::string panel_timing(const Result& row) {
  const auto counterpart = cpu_counterpart(parse_timing(row.timing));
  return row.device == "gpu" && counterpart ? std::string(name(*counterpart)) : row.timing;
}

std::string curve_name(const Result& row, const std::string& panel_timing) {
  return variant_on_device(row) + (row.timing == panel_timing ? "" : ' ' + row.timing);
}

struct Panel {
  std::string title, axes;
  std::vector<Curve> curves;
};

Curve curve_of(const std::string& name, std::vector<Sized> sizes) {
  std::sort(sizes.begin(), sizes.end(),
            [](const Sized& a, const Sized& b) { return a.size < b.size; });
  Curve curve{name, {}};
  for (const Sized& sized : sizes) curve.points.push_back({sized.size, sized.measurement});
  return curve;
}

/// Panels of all curves with three sizes or more.
std::vector<Panel> panels_of(const Study& study) {
  constexpr std::size_t kFewest = 3;
  Groups<Sized> panels;
  for (const Measurement& m : study.measurements) {
    if (m.row.timing == "epoch") continue;
    const std::string timing = panel_timing(m.row);
    for (Sized& sized : sizes_of(m)) {
      const std::string rest = sized.rest.empty() ? "" : ", " + sized.rest;
      panels.add(fmt::format("{} {}{}, {}{}\n{}", m.row.benchmark, m.row.dtype, rest, timing,
                             study.on_machine(m.row), sized.axes),
                 sized);
    }
  }
  std::vector<Panel> out;
  for (const auto& [key, members] : panels) {
    const auto end = key.find('\n');
    Panel panel{key.substr(0, end), key.substr(end + 1), {}};
    Groups<Sized> curves;
    for (const Sized& sized : members) {
      curves.add(curve_name(sized.measurement->row, panel_timing(sized.measurement->row)), sized);
    }
    for (const auto& [name, sizes] : curves) {
      if (sizes.size() >= kFewest) panel.curves.push_back(curve_of(name, sizes));
    }
    if (!panel.curves.empty()) out.push_back(std::move(panel));
  }
  return out;
}

std::string draw_panel(const Panel& panel, const std::string& finding,
                       const std::vector<Crossover>& crossovers) {
  LineChart chart{panel.title, finding, {}, {}, {}};
  chart.x = {panel.axes, Scale::Kind::logarithmic, size_label};
  chart.y = {"time of one repetition", Scale::Kind::logarithmic, time_label};
  std::set<double> sizes;
  for (const Curve& curve : panel.curves) {
    const Result& row = curve.points.front().measurement->row;
    Series series{curve.name, {}, {}, series_mark(chart.series.size())};
    series.stroke = Stroke{series.mark->paint, 1.5, row.device == "cpu" ? "4 3" : ""};
    for (const Curve::Point& point : curve.points) {
      sizes.insert(point.size);
      series.values.push_back(
          {point.size, point.measurement->time.value, point.measurement->time.interval});
    }
    chart.series.push_back(std::move(series));
  }
  for (const Crossover& crossover : crossovers) {
    if (!crossover.at) continue;
    chart.stretches.push_back(
        {*crossover.lost, *crossover.won, *crossover.at, series_mark(crossover.curve)});
  }
  chart.x.ticks.assign(sizes.begin(), sizes.end());
  return draw(chart);
}

}  // namespace

Section size_curves(const Study& study) {
  Section section{"sizes", "Time against size", {}, {}, {}, {}};
  section.table.columns = {{"benchmark"},  {"curve"},          {"axis"},       {"size", true},
                           {"time", true}, {"interval", true}, {"interval is"}};
  for (const Panel& panel : panels_of(study)) {
    std::string finding;
    const std::vector<Crossover> found = crossovers(panel.curves, panel.axes);
    for (const Crossover& crossover : found) {
      finding += (finding.empty() ? "" : "; ") + crossover.sentence;
    }
    if (!finding.empty()) section.sentences.push_back(panel.title + ": " + finding + '.');
    section.panels.push_back(draw_panel(panel, finding.empty() ? panel.title : finding, found));
    for (const Curve& curve : panel.curves) {
      for (const auto& [size, m] : curve.points) {
        section.table.rows.push_back({panel.title, curve.name, panel.axes, size_label(size),
                                      time_text(m->time), interval_text(m->time),
                                      m->interval_kind()});
      }
    }
  }
  if (section.panels.empty()) section.sentences.emplace_back("No variant has three sizes.");
  section.how_to_read =
      "both axes are logarithmic; dashed curves are the CPU's and solid ones the GPU's, and where "
      "a solid curve crosses below the lowest dashed one the GPU begins to win: the bar at the "
      "bottom, in that curve's colour, reaches from the largest size at which it is shown to lose "
      "to the next at which it is shown to win, with the crossing by interpolation marked.";
  return section;
}

}  // namespace warpmark::html
