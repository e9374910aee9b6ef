#pragma once

#include "reports/compare/comparison.h"

#include <string>

namespace warpmark {

/// report.html of the new side with the verdict in front and the samples of what changed. Reads the
/// files that were compared once more. Throws InvalidInput.
std::string html_text(const Comparison& comparison);

}  // namespace warpmark
