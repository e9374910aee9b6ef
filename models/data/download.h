#pragma once

#include "models/data/published.h"

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

namespace warpmark::nn {

/// Fetches a published file into `folder` from the first of `mirrors` (URLs that end in '/') that
/// has it, with the program curl. It arrives as <name>.part, which an interrupted download leaves
/// and the next goes on with, and gets its name only when size and checksum are the published ones;
/// else it is removed. Says what it does on `log`. Throws InvalidInput where nothing or something
/// else was to be had, UsageError where another file of that name is there, WriteError.
void download(const PublishedFile& file, const std::vector<std::string>& mirrors,
              const std::filesystem::path& folder, std::ostream& log);

}  // namespace warpmark::nn
