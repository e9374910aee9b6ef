#pragma once

#include <string_view>

namespace warpmark {

/// Reads `bytes` as the results.csv of one side of a comparison, as that of a report, and as the
/// env.json beside good results. What is wrong with them may be said by InvalidInput alone.
void read_results(std::string_view bytes);

}  // namespace warpmark
