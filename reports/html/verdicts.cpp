#include "reports/html/verdicts.h"

#include "reports/html/groups.h"
#include "reports/html/text.h"

#include <fmt/core.h>

#include <map>
#include <utility>

namespace warpmark::html {
namespace {

/// Symbol and colour of a verdict; what needs no attention is grey.
Mark verdict_mark(const std::string& verdict) {
  if (verdict == "regressed") return {Paint::second, Shape::up};
  if (verdict == "improved") return {Paint::third, Shape::down};
  if (verdict == "inconclusive" || verdict == "suspect")
    return {Paint::fifth, Shape::diamond, false};
  return {Paint::muted, Shape::circle};
}

bool has_ratio(const JudgedCase& judged) {
  return judged.base_s && judged.new_s && judged.ratio && judged.ratio_interval;
}

std::string time_cell(const std::optional<double>& seconds) {
  return seconds ? time_text({*seconds, {}}) : "";
}

std::vector<std::string> cells(const JudgedCase& judged) {
  const Estimate ratio{judged.ratio.value_or(1), judged.ratio_interval};
  const bool shown = has_ratio(judged);
  return {judged.verdict,
          judged.name(),
          time_cell(judged.base_s),
          time_cell(judged.new_s),
          shown ? rounded(ratio) : "",
          shown ? rounded_interval(ratio) : "",
          shown ? "±" + percent_label(100 * judged.margin) : "",
          shown ? judged.margin_from : "",
          number_cell(judged.q, 2),
          fmt::format("{}, {}", judged.base_runs, judged.new_runs),
          judged.note};
}

DotPlot plot_of(const std::vector<JudgedCase>& cases) {
  DotPlot plot{"New time / base time", "", {}, {}, 1.0, {}};
  plot.x = {"new / base; right of 1×: slower", Scale::Kind::logarithmic, ratio_label};
  Groups<const JudgedCase*> verdicts;
  const CaseNames names(cases);
  for (const JudgedCase& judged : cases) {
    if (!has_ratio(judged)) continue;
    verdicts.add(judged.verdict, &judged);
    plot.rows.push_back(
        {names(judged), {{*judged.ratio, judged.ratio_interval, verdict_mark(judged.verdict)}}});
  }
  for (const auto& [verdict, members] : verdicts) {
    plot.keys.push_back({verdict, verdict_mark(verdict), {}});
    plot.description +=
        fmt::format("{}{} {}", plot.description.empty() ? "" : ", ", members.size(), verdict);
  }
  return plot;
}

}  // namespace

CaseNames::CaseNames(const std::vector<JudgedCase>& cases) {
  std::map<std::string, std::string> devices;  // of the first case of that name
  for (const JudgedCase& judged : cases) {
    const auto [first, fresh] = devices.try_emplace(judged.case_id, judged.devices);
    if (!fresh && first->second != judged.devices) of_several_.insert(judged.case_id);
  }
}

std::string CaseNames::operator()(const JudgedCase& judged) const {
  return of_several_.contains(judged.case_id) ? judged.name() : judged.case_id;
}

Section verdicts(const Judgement& judgement) {
  Section section{"verdict", "Verdict: " + judgement.gate, {}, {}, {}, {}, true};
  Groups<const JudgedCase*> counts;
  for (const JudgedCase& judged : judgement.cases) counts.add(judged.verdict, &judged);
  std::string sentence = counted(judgement.cases.size(), "case");
  std::string_view before = ": ";
  for (const auto& [verdict, members] : counts) {
    sentence += fmt::format("{}{} {}", std::exchange(before, ", "), members.size(), verdict);
  }
  section.sentences = judgement.sentences;
  section.sentences.insert(section.sentences.begin(), sentence + '.');
  section.table.columns = {
      {"verdict"},          {"case"},           {"base", true},   {"new", true},
      {"new / base", true}, {"interval", true}, {"margin", true}, {"margin from"},
      {"q", true},          {"runs"},           {"note"}};
  for (const JudgedCase& judged : judgement.cases) section.table.rows.push_back(cells(judged));
  const DotPlot plot = plot_of(judgement.cases);
  if (!plot.rows.empty()) section.panels = draw(plot);
  section.how_to_read =
      "each mark is a case with the interval of its ratio: right of the dashed line it became "
      "slower, and only a triangle is a finding.";
  return section;
}

}  // namespace warpmark::html
