#pragma once

#include "suites/options.h"

#include <filesystem>

namespace warpmark {

/// Where data sets are looked for: --data DIR, else $WARPMARK_DATA, else ./data, which need not
/// exist. Throws UsageError naming the first of them that is given and is no folder.
std::filesystem::path data_folder(const std::filesystem::path& given);

/// The command `data`: downloads what is asked for, then prints what is found. Returns the exit
/// status. Throws InvalidInput where a file cannot be read as the data set that it should be.
int data(const Options& options);

}  // namespace warpmark
