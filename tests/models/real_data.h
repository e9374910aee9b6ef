#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace warpmark::nn {

/// The folder of real data sets that tests may use, where it has `set`: $WARPMARK_DATA, unless that
/// is empty, else shared/data beside the source tree.
std::optional<std::filesystem::path> real_data(const std::string& set);

}  // namespace warpmark::nn
