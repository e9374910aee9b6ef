#include "reports/html/chart.h"
#include "reports/html/groups.h"
#include "reports/html/text.h"
#include "reports/html/verdicts.h"

#include <fmt/core.h>

#include <algorithm>

namespace warpmark::html {
namespace {

constexpr std::size_t kMostSamples = 100;  // drawn of a run, spread evenly

/// Both sides' colours; a side's runs differ in shape.
Mark run_mark(const EvidenceRun& run, std::size_t index) {
  const Mark shape = series_mark(index);
  return {run.base ? Paint::first : Paint::second, shape.shape, !run.base, 2.5};
}

std::vector<Series::Value> values_of(const std::vector<double>& all, double from) {
  const std::size_t shown = std::min(all.size(), kMostSamples);
  std::vector<Series::Value> values;
  for (std::size_t i = 0; i < shown; ++i) {
    const std::size_t at = i * all.size() / shown;
    values.push_back({from + static_cast<double>(at), all[at]});
  }
  return values;
}

/// One series for each run, one after the other; `of`: times or clocks.
std::string strip(const Evidence& evidence, const std::string& what, Axis y,
                  std::vector<double> EvidenceRun::*of) {
  LineChart chart{evidence.case_id + ": " + what, "", {}, std::move(y), {}};
  chart.description = fmt::format("{} of {}, {}.", what, evidence.case_id, evidence.verdict);
  chart.x = {"samples, run after run", Scale::Kind::linear, number_label};
  double from = 0;
  std::size_t base = 0, fresh = 0;
  for (const EvidenceRun& run : evidence.runs) {
    std::size_t& index = run.base ? base : fresh;
    Series series{index == 0 ? (run.base ? "base" : "new") : "",
                  values_of(run.*of, from),
                  {},
                  run_mark(run, index)};
    from += static_cast<double>((run.*of).size());
    ++index;
    if (!series.values.empty()) chart.series.push_back(std::move(series));
  }
  return chart.series.empty() ? "" : draw(chart);
}

}  // namespace

Section evidence(const std::vector<Evidence>& cases) {
  Section section{"evidence", "Evidence", {}, {}, {}, {}};
  section.table.columns = {{"case"},         {"verdict"},       {"run"},
                           {"side"},         {"samples", true}, {"shortest", true},
                           {"median", true}, {"longest", true}};
  for (const Evidence& evidence : cases) {
    for (std::string panel :
         {strip(evidence, "samples", {"time of one repetition", Scale::Kind::linear, time_label},
                &EvidenceRun::times_s),
          strip(evidence, "clock", {"SM clock, Hz", Scale::Kind::linear, amount_label},
                &EvidenceRun::clocks_hz)}) {
      if (!panel.empty()) section.panels.push_back(std::move(panel));
    }
    for (const EvidenceRun& run : evidence.runs) {
      std::vector<double> times = run.times_s;
      if (times.empty()) continue;
      std::sort(times.begin(), times.end());
      section.table.rows.push_back(
          {evidence.case_id, evidence.verdict, run.run_id, run.base ? "base" : "new",
           std::to_string(times.size()), time_text({times.front(), {}}),
           time_text({quantile(times, 0.5), {}}), time_text({times.back(), {}})});
    }
  }
  if (section.panels.empty()) section.sentences.emplace_back("No case changed.");
  section.how_to_read =
      "every sample of every run in the order of time, hollow ones of the base: runs that lie "
      "apart are a change, samples that drift or fall into two groups are a machine that was not "
      "quiet.";
  return section;
}

}  // namespace warpmark::html
