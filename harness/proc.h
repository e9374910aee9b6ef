#pragma once

#include <filesystem>
#include <string>

namespace warpmark {

/// The first line of a file; empty where it cannot be read.
std::string first_line(const std::filesystem::path& file);

/// The value of a "key : value" line, as in /proc/cpuinfo and /proc/meminfo; empty where missing.
std::string proc_value(const std::filesystem::path& file, const std::string& key);

}  // namespace warpmark
