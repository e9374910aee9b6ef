#include "reports/html/comparison_page.h"

#include "reports/compare/phrases.h"
#include "reports/html/evidence_reader.h"
#include "reports/html/report.h"

#include <fmt/core.h>

namespace warpmark {
namespace {

using Paths = std::vector<std::filesystem::path>;

Paths folders_of(const Paths& files) {
  Paths folders;
  for (const auto& file : files) folders.push_back(file.parent_path());
  return folders;
}

html::JudgedCase judged(const CaseVerdict& c) {
  html::JudgedCase out{c.case_id, c.devices, std::string(name(c.verdict)), remark_text(c)};
  out.base_s = c.base.median_s;
  out.new_s = c.fresh.median_s;
  out.base_runs = c.base.runs;
  out.new_runs = c.fresh.runs;
  out.ratio = c.ratio;
  out.ratio_interval = c.ratio_interval;
  out.margin = c.margin.part;
  out.q = c.q;
  return out;
}

std::string side_text(const char* side, const Paths& files, std::size_t runs) {
  std::string text = fmt::format("{}: {} runs in", side, runs);
  for (const auto& file : files) text += ' ' + file.string();
  return text + '.';
}

html::Judgement judgement_of(const Comparison& comparison) {
  html::Judgement out{gate_text(comparison), cautions(comparison), {}};
  out.sentences.push_back(side_text("Base", comparison.files[0], comparison.runs[0]));
  out.sentences.push_back(side_text("New", comparison.files[1], comparison.runs[1]));
  for (const CaseVerdict& c : comparison.cases) out.cases.push_back(judged(c));
  return out;
}

}  // namespace

std::string html_text(const Comparison& comparison) {
  html::Compared compared{judgement_of(comparison), {}};
  compared.evidence = html::read_evidence(
      folders_of(comparison.files[0]), folders_of(comparison.files[1]), compared.judgement.cases);
  std::vector<html::Session> sessions = html::read_sessions(comparison.files[1]);
  return html::report_page(html::Study(std::move(sessions), comparison.noise), &compared);
}

}  // namespace warpmark
