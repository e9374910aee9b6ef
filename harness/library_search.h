#pragma once

#include <filesystem>
#include <vector>

namespace warpmark {

/// Opens a shared library. Where one that it depends on is not on the loader's path, it is looked
/// for in library_folders() and opened first. Throws Unsupported: "libcudnn.so.9 not found".
void* open_library(const std::filesystem::path& file);

/// Where NVIDIA's libraries may lie on this host: in $CUDA_HOME and /usr/local/cuda, then in the
/// `nvidia/*/lib` folders of the Python environment that `python3` starts.
std::vector<std::filesystem::path> library_folders();

}  // namespace warpmark
