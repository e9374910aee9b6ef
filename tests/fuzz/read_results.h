#pragma once

#include <string_view>

namespace warpmark {

/// Reads what follows the first byte, which says as what:
///   r  results.csv: compared with itself and with itself 10 % slower, all outputs; drawn
///   e  the env.json beside good results: of one side of a comparison, and of a report
///   s  the samples.csv beside good results: the epochs and the evidence of a report
///   n  noise.csv: margins of a comparison, floors of a report
///   g  JSON of Google Benchmark or nvbench, as `import` reads it
/// What is wrong with it may be said by InvalidInput alone.
void read_results(std::string_view bytes);

}  // namespace warpmark
