#include "reports/html/report.h"

#include "reports/html/page.h"
#include "reports/html/sections.h"
#include "reports/text_file.h"

#include <array>

namespace warpmark::html {
namespace {

constexpr const char* kTitle = "warpmark report";

using Make = Section (*)(const Study&);

/// What the new side shows of itself, before and after the evidence of a comparison.
constexpr std::array<Make, 9> kFirst{summary,     rows_without_time, speed_ups, rooflines,
                                     size_curves, timing_modes,      training,  phases,
                                     scaling};
constexpr std::array<Make, 2> kThen{noise, all_cases};

std::vector<Section> sections(const Study& study, const Compared* compared) {
  std::vector<Section> out;
  if (compared) out.push_back(verdicts(compared->judgement));
  for (const Make make : kFirst) out.push_back(make(study));
  if (compared) out.push_back(evidence(compared->evidence));
  for (const Make make : kThen) out.push_back(make(study));
  out.push_back(compared ? environments(compared->sides) : environments(study));
  out.push_back(compared ? command_lines(compared->sides) : command_lines(study));
  return out;
}

}  // namespace

Study study_with_noise(std::vector<Session> sessions, const std::filesystem::path& noise) {
  KnownNoise known = known_noise(noise, machines_of(sessions), "baselines");
  return Study(std::move(sessions), std::move(known));
}

std::string report_page(const Study& study, const Compared* compared) {
  return page(kTitle, sections(study, compared));
}

std::string report_markdown(const Study& study) {
  return markdown(kTitle, sections(study, nullptr));
}

void ReportFile::end() {
  replace_file(folder_ / kName, report_page(study_with_noise({read_session(folder_)})));
}

}  // namespace warpmark::html
