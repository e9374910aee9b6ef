#pragma once

#include "harness/spec.h"

#include <string>
#include <vector>

namespace warpmark {

/// Reads the texts after --axis: "n=1K,3M" or "n=2^10:2^20:*4" or "n=1000:5000:+1000" or
/// "dtype=fp32,bf16". K, M, G are powers of 1024. Words come out in the catalog's order. Throws
/// UsageError for an axis or word that no benchmark has and for what is no size.
std::vector<Axis> parse_axes(const std::vector<std::string>& texts,
                             const std::vector<BenchmarkSpec>& catalog);

/// The parts between separators: "a,b" → {"a", "b"}; an empty text has one empty part.
std::vector<std::string> split(const std::string& text, char separator);

}  // namespace warpmark
