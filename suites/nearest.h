#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace warpmark {

/// Insertions, deletions, replacements and swaps of neighbours that make one word of the other.
/// (F. Damerau, CACM 7 (1964), 171-176; the restricted distance.)
int edit_distance(std::string_view a, std::string_view b);

/// For the end of an error message: ": did you mean 'quick'? (known: …)", without the question
/// where nothing known is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

}  // namespace warpmark
