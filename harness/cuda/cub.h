#pragma once

#include <string>

namespace warpmark {

/// "CUB 3.0.1"
std::string cub_version();

}  // namespace warpmark
