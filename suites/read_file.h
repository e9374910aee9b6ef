#pragma once

#include <filesystem>
#include <string>

namespace warpmark {

/// All bytes of a file. Throws InvalidInput naming it and the system's reason.
std::string read_file(const std::filesystem::path& file);

}  // namespace warpmark
