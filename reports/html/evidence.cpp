#include "reports/html/evidence.h"

#include "harness/statistics.h"
#include "reports/html/chart.h"
#include "reports/html/groups.h"
#include "reports/html/text.h"

#include <fmt/core.h>

#include <algorithm>

namespace warpmark::html {
namespace {

constexpr std::size_t kMostOfRun = 100, kMostOfPage = 1600;  // samples that are drawn

/// How many samples of each run are drawn, so that a page with many runs stays small.
std::size_t share_of_run(const std::vector<Evidence>& cases) {
  std::size_t runs = 0;
  for (const Evidence& evidence : cases) runs += evidence.runs.size();
  return std::clamp<std::size_t>(kMostOfPage / std::max<std::size_t>(runs, 1), 2, kMostOfRun);
}

/// Colour and shape are the run's, filling and radius the side's.
Mark run_mark(const EvidenceRun& run, std::size_t index) {
  Mark mark = series_mark(index);
  mark.filled = !run.base;
  mark.radius = run.base ? 2.5 : 2;
  return mark;
}

Stroke run_stroke(const EvidenceRun& run, std::size_t index) {
  return {series_paint(index), 1.5, run.base ? "3 2" : ""};
}

/// Where each run begins when all samples stand in a row, and where the last one ends.
std::vector<double> starts_of(const Evidence& evidence) {
  std::vector<double> starts{0};
  for (const EvidenceRun& run : evidence.runs) {
    starts.push_back(starts.back() + static_cast<double>(run.samples.size()));
  }
  return starts;
}

/// The same for times and clocks, so that one lies below the other.
Axis axis_of(std::vector<double> starts) {
  Axis axis{"samples in order of time; a number begins a run", Scale::Kind::linear, {}, {}};
  axis.covers.add(starts.front());
  axis.covers.add(starts.back());
  starts.pop_back();
  axis.ticks = starts;
  axis.label = [starts = std::move(starts)](double at) {
    return std::to_string(std::lower_bound(starts.begin(), starts.end(), at) - starts.begin() + 1);
  };
  return axis;
}

/// So many samples, spread evenly, as far as they have the value.
template <class Value>
std::vector<Series::Value> values_of(const EvidenceRun& run, double from, std::size_t share,
                                     const Value& value) {
  const std::size_t all = run.samples.size(), shown = std::min(all, share);
  std::vector<Series::Value> values;
  for (std::size_t i = 0; i < shown; ++i) {
    const std::size_t at = i * all / shown;
    const std::optional<double> y = value(run.samples[at]);
    if (y) values.push_back({from + static_cast<double>(at), *y});
  }
  return values;
}

LineChart chart_of(const Evidence& evidence, const std::string& what) {
  LineChart chart{evidence.case_id + ": " + what, "", axis_of(starts_of(evidence)), {}, {}};
  const auto base = std::count_if(evidence.runs.begin(), evidence.runs.end(),
                                  [](const EvidenceRun& run) { return run.base; });
  chart.description =
      fmt::format("{}: {} of {} runs of the base and {} of the new side.", evidence.verdict, what,
                  base, static_cast<long>(evidence.runs.size()) - base);
  return chart;
}

std::string times_strip(const Evidence& evidence, std::size_t share) {
  LineChart chart = chart_of(evidence, "samples");
  chart.y = {"time of one repetition", Scale::Kind::linear, time_label};
  chart.keys = {{"base", Mark{Paint::ink, Shape::circle, false, 2.5}},
                {"new", Mark{Paint::ink, Shape::circle, true, 2}}};
  const std::vector<double> starts = starts_of(evidence);
  for (std::size_t i = 0; i < evidence.runs.size(); ++i) {
    const EvidenceRun& run = evidence.runs[i];
    const auto time = [](const EvidenceSample& sample) { return std::optional(sample.time_s); };
    chart.series.push_back({"", values_of(run, starts[i], share, time), {}, run_mark(run, i)});
  }
  return draw(chart);
}

/// Empty where no clock was measured.
std::string clock_strip(const Evidence& evidence, std::size_t share) {
  LineChart chart = chart_of(evidence, "clock");
  chart.y = {"SM clock, MHz", Scale::Kind::linear,
             [](double hz) { return number_label(hz / 1e6); }};
  chart.keys = {{"base", {}, Stroke{Paint::ink, 1.5, "3 2"}}, {"new", {}, Stroke{Paint::ink, 1.5}}};
  const std::vector<double> starts = starts_of(evidence);
  for (std::size_t i = 0; i < evidence.runs.size(); ++i) {
    const EvidenceRun& run = evidence.runs[i];
    const auto clock = [](const EvidenceSample& sample) { return sample.clock_hz; };
    Series series{"", values_of(run, starts[i], share, clock), run_stroke(run, i), {}};
    if (series.values.size() == 1) series.mark = run_mark(run, i);  // a point makes no line
    if (!series.values.empty()) chart.series.push_back(std::move(series));
  }
  return chart.series.empty() ? "" : draw(chart);
}

std::string clock_cell(const EvidenceRun& run) {
  std::vector<double> clocks;
  for (const EvidenceSample& sample : run.samples) {
    if (sample.clock_hz) clocks.push_back(*sample.clock_hz);
  }
  std::sort(clocks.begin(), clocks.end());
  return clocks.empty() ? "" : amount_text(quantile(clocks, 0.5), "Hz");
}

void add_rows(Table& table, const Evidence& evidence) {
  std::size_t number = 0;
  for (const EvidenceRun& run : evidence.runs) {
    std::vector<double> times;
    for (const EvidenceSample& sample : run.samples) times.push_back(sample.time_s);
    std::sort(times.begin(), times.end());
    table.rows.push_back({evidence.case_id, std::to_string(++number), run.base ? "base" : "new",
                          run.run_id, std::to_string(times.size()), time_text({times.front(), {}}),
                          time_text({quantile(times, 0.5), {}}), time_text({times.back(), {}}),
                          clock_cell(run)});
  }
}

/// Why samples of a side are not here; empty where all are.
std::string absence(const std::string& side, const KeptSamples& kept) {
  if (kept.with_samples == kept.folders) return {};
  if (kept.with_samples > 0) {
    return fmt::format("{} of the {}'s {} folders have no samples.csv: theirs are not here.",
                       kept.folders - kept.with_samples, side, kept.folders);
  }
  return fmt::format("The {}'s samples were not kept: no samples.csv beside its results.csv.",
                     side);
}

std::vector<std::string> sentences_of(const AllEvidence& all, std::size_t share) {
  if (all.changed == 0) return {"No case changed."};
  std::vector<std::string> out;
  if (all.cases.size() < all.changed) {
    out.push_back(fmt::format("{} changed; here are the first {} of the verdict's table.",
                              counted(all.changed, "case"), all.cases.size()));
  }
  for (const std::string& text : {absence("base", all.base), absence("new side", all.fresh)}) {
    if (!text.empty()) out.push_back(text);
  }
  std::size_t samples = 0, drawn = 0;
  for (const Evidence& evidence : all.cases) {
    for (const EvidenceRun& run : evidence.runs) {
      samples += run.samples.size();
      drawn += std::min(run.samples.size(), share);
    }
  }
  if (drawn < samples) {
    out.push_back(
        fmt::format("{} of {} samples are drawn, spread evenly over each run; the table "
                    "has the shortest and the longest of all.",
                    drawn, samples));
  }
  return out;
}

}  // namespace

Section evidence(const AllEvidence& all) {
  Section section{"evidence", "Evidence", {}, {}, {}, {}};
  section.table.columns = {{"case"},         {"number", true},  {"side"},
                           {"run"},          {"samples", true}, {"shortest", true},
                           {"median", true}, {"longest", true}, {"SM clock, median", true}};
  const std::size_t share = share_of_run(all.cases);
  section.sentences = sentences_of(all, share);
  for (const Evidence& evidence : all.cases) {
    if (evidence.runs.empty()) continue;
    for (std::string panel : {times_strip(evidence, share), clock_strip(evidence, share)}) {
      if (!panel.empty()) section.panels.push_back(std::move(panel));
    }
    add_rows(section.table, evidence);
  }
  section.how_to_read =
      "the samples of every run in the order of time, each run in a colour and shape of its own, "
      "hollow where it is of the base, and the clock below where it was measured: runs that lie "
      "apart by side are a change, samples that drift or fall into two groups are a machine that "
      "was not quiet.";
  return section;
}

}  // namespace warpmark::html
