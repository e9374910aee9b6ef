#pragma once

#include "reports/html/study.h"

#include <string>

namespace warpmark::html {

/// report.html, the same bytes for the same rows.
std::string report_page(const Study& study);

/// The same to paste into a pull request: sentences and tables.
std::string report_markdown(const Study& study);

}  // namespace warpmark::html
