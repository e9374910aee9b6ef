#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>

namespace warpmark {

/// What an env.json holds; null where there is no such file. Throws InvalidInput naming it where it
/// holds no JSON, or lists in lists so deep that whoever walks through them runs out of stack.
nlohmann::json read_environment(const std::filesystem::path& path);

}  // namespace warpmark
