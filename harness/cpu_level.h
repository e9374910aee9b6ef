#pragma once

#include <string>

namespace warpmark {

/// The instruction-set level of this processor: "x86-64-v4", "x86-64-v3" or "x86-64".
std::string cpu_level();

/// The module compiled for it: "v4" or "v3". Throws Unsupported below x86-64-v3.
std::string module_level();

}  // namespace warpmark
