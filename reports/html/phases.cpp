#include "reports/html/groups.h"
#include "reports/html/sections.h"
#include "reports/row_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace warpmark::html {
namespace {

constexpr std::array<const char*, 4> kPhases{"set-up", "warm-up", "training",
                                             "evaluation, verification"};

using Phases = std::array<double, kPhases.size()>;  // seconds

/// Nothing where the row does not know its wall time.
std::optional<Phases> phases_of(const Result& row) {
  if (!row.wall_s) return std::nullopt;
  double trained = 0;
  for (const Sample& epoch : row.sample_list) trained += epoch.seconds;
  Phases phases{row.setup_s.value_or(0), row.warmup_s.value_or(0), trained, 0};
  const double known = std::accumulate(phases.begin(), phases.end(), 0.0);
  phases.back() = std::max(0.0, *row.wall_s - known);
  return phases;
}

BarChart::Row bar(const std::string& label, const Phases& phases) {
  const double whole = std::accumulate(phases.begin(), phases.end(), 0.0);
  BarChart::Row row{label, {}};
  for (const double seconds : phases) row.parts.push_back(100 * seconds / whole);
  return row;
}

std::vector<std::string> cells(const Result& row, const Phases& phases) {
  std::vector<std::string> out{row.case_id, device_name(row), row.run_id};
  for (const double seconds : phases) out.push_back(time_text({seconds, {}}));
  out.push_back(time_text({*row.wall_s, {}}));
  return out;
}

}  // namespace

Section phases(const Study& study) {
  Section section{"phases", "Where the time of training went", {}, {}, {}, {}};
  section.table.columns = {{"case"}, {"device"}, {"run"}};
  for (const char* phase : kPhases) section.table.columns.push_back({phase, true});
  section.table.columns.push_back({"whole case", true});
  Groups<BarChart::Row> benchmarks;
  RunNames names;
  for (const Result& row : study.rows) {
    if (row.timing != "epoch" || !usable(row)) continue;
    if (const auto phases = phases_of(row)) {
      const std::string name = short_name(row) + ", " + device_text(row) + study.on_machine(row);
      benchmarks.add(row.benchmark, bar(names(row.benchmark, name), *phases));
      section.table.rows.push_back(cells(row, *phases));
    }
  }
  for (const auto& [benchmark, rows] : benchmarks) {
    const std::string title = benchmark + ": parts of the wall time";
    BarChart chart{title, title + " of each case, in percent.", {}, rows};
    chart.parts.assign(kPhases.begin(), kPhases.end());
    section.panels.push_back(draw(chart));
  }
  if (section.panels.empty()) section.sentences.emplace_back("No network was trained.");
  section.how_to_read =
      "each bar is the whole time that a case took, from left to right what it was spent on; only "
      "the part called training is in its result.";
  return section;
}

}  // namespace warpmark::html
