#pragma once

#include "reports/html/verdicts.h"

#include <filesystem>
#include <vector>

namespace warpmark::html {

/// The samples, from the samples.csv of each folder, of the first `most` cases whose verdict is
/// "regressed", "improved" or "suspect"; folders without that file add nothing. Samples that were
/// left out of the statistics are left out here. Throws InvalidInput naming file, line and column.
std::vector<Evidence> read_evidence(const std::vector<std::filesystem::path>& base,
                                    const std::vector<std::filesystem::path>& fresh,
                                    const std::vector<JudgedCase>& cases, std::size_t most = 20);

}  // namespace warpmark::html
