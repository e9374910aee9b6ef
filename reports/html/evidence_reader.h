#pragma once

#include "reports/html/evidence.h"
#include "reports/html/verdicts.h"

#include <filesystem>
#include <vector>

namespace warpmark::html {

/// The samples, from the samples.csv beside each results.csv, of the first `most` cases whose
/// verdict is "regressed", "improved" or "suspect"; runs in the order in which results.csv says
/// that they began. Samples that were left out of the statistics are left out here. Throws
/// InvalidInput naming file, line and column.
AllEvidence read_evidence(const std::vector<std::filesystem::path>& base,
                          const std::vector<std::filesystem::path>& fresh,
                          const std::vector<JudgedCase>& cases, std::size_t most = 20);

}  // namespace warpmark::html
