#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace warpmark {

/// The first line of a file; empty where it cannot be read.
std::string first_line(const std::filesystem::path& file);

/// The value of a "key : value" line, as in /proc/cpuinfo and /proc/meminfo; empty where missing.
std::string proc_value(const std::filesystem::path& file, const std::string& key);

/// This process's cgroup v2 folder and its ancestors, innermost first.
std::vector<std::filesystem::path> cgroup_folders();

}  // namespace warpmark
