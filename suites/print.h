#pragma once

#include <string>

namespace warpmark {

/// Writes text to standard output. Throws WriteError where that cannot be written to.
void print(const std::string& text);

}  // namespace warpmark
