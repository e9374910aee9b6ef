#include "reports/html/groups.h"
#include "reports/html/sections.h"
#include "reports/row_text.h"

#include <algorithm>
#include <functional>

namespace warpmark::html {
namespace {

/// A column and what it says of a case.
struct Column {
  std::string name;
  bool number = false;
  std::function<std::string(const Measurement&)> cell;
};

std::string seconds_cell(const Result::Number& seconds) {
  return seconds ? time_text({*seconds, {}}) : "";
}

/// Of the time over all runs.
std::string rate_cell(const Measurement& m) {
  Result row = m.row;
  row.median_s = m.time.value;
  row.ci_lo_s = m.time.interval ? Result::Number(m.time.interval->low) : Result::Number();
  row.ci_hi_s = m.time.interval ? Result::Number(m.time.interval->high) : Result::Number();
  return rate_text(row);
}

std::string power_cell(const Measurement& m) {
  return m.row.power_w ? rounded_amount({*m.row.power_w, {}}, "W") : "";
}

/// A repetition where the benchmark does not say what it processes.
std::string energy_cell(const Measurement& m) {
  if (!m.row.energy_j) return {};
  const double items = m.row.items.value_or(0);
  if (items <= 0) return rounded_amount({*m.row.energy_j, {}}, "J") + " a repetition";
  return rounded_amount({*m.row.energy_j / items, {}}, "J");
}

std::vector<Column> columns(const Study& study) {
  using M = const Measurement&;
  return {
      {"case", false, [](M m) { return m.row.case_id; }},
      {"device", false, [&](M m) { return device_text(m.row) + study.on_machine(m.row); }},
      {"time", true, [](M m) { return time_text(m.time); }},
      {"interval", true, [](M m) { return interval_text(m.time); }},
      {"interval is", false, [](M m) { return m.interval_kind(); }},
      {"samples", true, [](M m) { return count_cell(m.samples); }},
      {"runs", true, [](M m) { return count_cell(m.medians_s.size()); }},
      {"rate", true, rate_cell},
      {"of FLOP/s ceiling, %", true, [](M m) { return percent_cell(m, m.row.flops_ceiling_pct); }},
      {"of bandwidth, %", true, [](M m) { return percent_cell(m, m.row.bytes_ceiling_pct); }},
      {"largest error", true, [](M m) { return number_cell(m.row.max_error, 2); }},
      {"set-up", true, [](M m) { return seconds_cell(m.row.setup_s); }},
      {"warm-up", true, [](M m) { return seconds_cell(m.row.warmup_s); }},
      {"power", true, power_cell},
      {"energy of an item", true, energy_cell},
      {"implementation", false, [](M m) { return m.row.implementation; }},
  };
}

}  // namespace

Section all_cases(const Study& study) {
  Section section{"cases", "All cases", {}, {}, {}, {}};
  section.table.rows.resize(study.measurements.size());
  for (const Column& column : columns(study)) {
    std::vector<std::string> cells;
    for (const Measurement& m : study.measurements) cells.push_back(column.cell(m));
    // A machine without such a counter has nothing to say in the whole column.
    const auto empty = [](const std::string& cell) { return cell.empty(); };
    if (std::all_of(cells.begin(), cells.end(), empty)) continue;
    section.table.columns.push_back({column.name, column.number});
    for (std::size_t i = 0; i < cells.size(); ++i) {
      section.table.rows[i].push_back(std::move(cells[i]));
    }
  }
  if (section.table.rows.empty()) section.sentences.emplace_back("No case has a time.");
  return section;
}

}  // namespace warpmark::html
