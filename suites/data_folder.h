#pragma once

#include <filesystem>

namespace warpmark {

/// Where data sets are looked for: --data DIR, else $WARPMARK_DATA, else ./data, which need not
/// exist. Throws UsageError naming the first of them that is given and is no folder.
std::filesystem::path data_folder(const std::filesystem::path& given);

}  // namespace warpmark
