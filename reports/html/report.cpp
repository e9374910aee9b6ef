#include "reports/html/report.h"

#include "reports/html/page.h"
#include "reports/html/sections.h"
#include "reports/text_file.h"

#include <array>

namespace warpmark::html {
namespace {

constexpr const char* kTitle = "warpmark report";

std::vector<Section> sections(const Study& study) {
  std::vector<Section> out;
  for (Section (*make)(const Study&) :
       {summary, rows_without_time, speed_ups, rooflines, size_curves, timing_modes, training,
        scaling, noise, all_cases, environments, command_lines}) {
    out.push_back(make(study));
  }
  return out;
}

}  // namespace

std::string report_page(const Study& study) { return page(kTitle, sections(study)); }

std::string report_markdown(const Study& study) { return markdown(kTitle, sections(study)); }

void ReportFile::end() {
  replace_file(folder_ / kName, report_page(Study({read_session(folder_)})));
}

}  // namespace warpmark::html
