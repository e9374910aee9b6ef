#pragma once

#include <string>

namespace warpmark {

/// The text as markdown (GitHub's) that shows just it, in a sentence or a table's cell: what would
/// be taken for markup is escaped, and lines are joined.
std::string plain_markdown(const std::string& text);

}  // namespace warpmark
