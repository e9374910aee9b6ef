#pragma once

#include <filesystem>

namespace warpmark {

/// What the control groups of this process, or of an ancestor of theirs, allow it at most; both
/// versions of them (man 7 cgroups). `root`: the folder that has proc and sys.

/// CPU time, in cores; 0: no limit.
double cgroup_cores(const std::filesystem::path& root = "/");

/// Bytes of memory that are left, or that the kernel would make free of files it keeps there;
/// infinity: no limit.
double cgroup_free_bytes(const std::filesystem::path& root = "/");

}  // namespace warpmark
