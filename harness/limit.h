#pragma once

#include "harness/error.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace warpmark {

/// The benchmark whose cases are the canaries, and their suite (kernels/ceilings/ceilings.h).
inline constexpr const char* kCeilings = "ceilings";

/// What a canary measures: its value on the axis `limit`.
enum class Limit { read, copy, triad, cache, fma, tensor, launch };

inline constexpr std::array<std::string_view, 7> kLimits{"read", "copy",   "triad", "cache",
                                                         "fma",  "tensor", "launch"};

/// Throws UsageError naming `text` where it names no limit.
inline Limit parse_limit(std::string_view text) {
  const auto found = std::find(kLimits.begin(), kLimits.end(), text);
  if (found == kLimits.end()) throw UsageError("unknown limit '" + std::string(text) + "'");
  return static_cast<Limit>(found - kLimits.begin());
}

}  // namespace warpmark
