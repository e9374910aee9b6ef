#include "reports/html/comparison_page.h"

#include "reports/compare/phrases.h"
#include "reports/html/evidence_reader.h"
#include "reports/html/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace warpmark {
namespace {

using Paths = std::vector<std::filesystem::path>;

html::JudgedCase judged(const CaseVerdict& c) {
  html::JudgedCase out{c.case_id, c.devices, std::string(name(c.verdict)), remark_text(c)};
  out.base_s = c.base.median_s;
  out.new_s = c.fresh.median_s;
  out.base_runs = c.base.runs;
  out.new_runs = c.fresh.runs;
  out.ratio = c.ratio;
  out.ratio_interval = c.ratio_interval;
  out.margin = c.margin.part;
  out.margin_from = c.margin.from;
  out.q = c.q;
  return out;
}

std::string side_text(const char* side, const Paths& files, std::size_t runs) {
  std::string text = fmt::format("{}: {} runs in", side, runs);
  for (const auto& file : files) text += ' ' + file.string();
  return text + '.';
}

std::string context_text(const std::vector<Difference>& context) {
  std::vector<std::string> texts;
  for (const Difference& d : context) texts.push_back(difference_text(d));
  return fmt::format("The sides differ in what may explain a change: {}.", fmt::join(texts, "; "));
}

html::Side side_of(const char* name, const Paths& files) {
  html::Side side{name, {}};
  for (const auto& file : files) side.sessions.push_back(html::read_surroundings(file));
  return side;
}

html::Judgement judgement_of(const Comparison& comparison) {
  html::Judgement out{gate_text(comparison), cautions(comparison), {}};
  out.sentences.push_back(side_text("Base", comparison.files[0], comparison.runs[0]));
  out.sentences.push_back(side_text("New", comparison.files[1], comparison.runs[1]));
  if (!comparison.context.empty()) out.sentences.push_back(context_text(comparison.context));
  for (const CaseVerdict& c : comparison.cases) out.cases.push_back(judged(c));
  return out;
}

}  // namespace

std::string html_text(const Comparison& comparison) {
  html::Compared compared{judgement_of(comparison), {}};
  compared.sides = {side_of("base", comparison.files[0]), side_of("new", comparison.files[1])};
  compared.evidence =
      html::read_evidence(comparison.files[0], comparison.files[1], compared.judgement.cases);
  std::vector<html::Session> sessions = html::read_sessions(comparison.files[1]);
  return html::report_page(html::Study(std::move(sessions), comparison.noise), &compared);
}

}  // namespace warpmark
