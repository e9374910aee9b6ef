#include "reports/html/groups.h"
#include "reports/html/sections.h"

#include <fmt/core.h>

namespace warpmark::html {
namespace {

using Timed = std::vector<const Measurement*>;  // one variant and point, by timing

DotPlot plot_of(const std::string& title, const std::vector<Timed>& rows) {
  DotPlot plot{title, title + ": time of one repetition in each timing mode.", {}, {}, {}, {}};
  plot.x = {"time of one repetition", Scale::Kind::logarithmic, time_label};
  std::vector<std::string> timings;
  for (const Timed& timed : rows) {
    DotPlot::Row row{short_name(timed.front()->row), {}};
    for (const Measurement* m : timed) {
      row.dots.push_back({m->time.value, m->time.interval, timing_mark(m->row.timing)});
      timings.push_back(m->row.timing);
    }
    plot.rows.push_back(row);
  }
  plot.keys = timing_keys(timings);
  return plot;
}

/// Those variants and points that were timed in several ways, by benchmark and device.
Groups<Timed> timed_twice(const Study& study) {
  Groups<const Measurement*> cases;
  for (const Measurement& m : study.measurements) {
    if (m.row.timing == "epoch" || m.row.timing == "step") continue;
    const std::string where = device_name(m.row) + study.on_machine(m.row);
    cases.add(m.row.benchmark + ", " + where + '\n' + short_name(m.row), &m);
  }
  Groups<Timed> panels;
  for (const auto& [key, timed] : cases) {
    if (timed.size() > 1) panels.add(key.substr(0, key.find('\n')), timed);
  }
  return panels;
}

}  // namespace

Section timing_modes(const Study& study) {
  Section section{"timings", "Cold, hot, graph, end to end", {}, {}, {}, {}};
  section.table.columns = {
      {"case"}, {"device"}, {"time", true}, {"interval", true}, {"interval is"}};
  for (const auto& [title, rows] : timed_twice(study)) {
    for (std::string& panel : draw(plot_of(title, rows))) section.panels.push_back(panel);
    for (const Timed& timed : rows) {
      for (const Measurement* m : timed) {
        section.table.rows.push_back(
            {m->row.case_id, device_name(m->row) + study.on_machine(m->row), time_text(m->time),
             interval_text(m->time), m->interval_kind()});
      }
    }
  }
  if (section.panels.empty()) {
    section.sentences.emplace_back("No variant has been timed in more than one way.");
  }
  section.how_to_read =
      "each row is one variant at one size: cold begins with empty caches, hot repeats at once, "
      "graph replays a captured graph, e2e includes the transfers; further left is faster.";
  return section;
}

}  // namespace warpmark::html
