#pragma once

#include "harness/philox.h"

#include <cstdint>

namespace warpmark::nn {

/// The generator's key for one purpose, named by the hash of a name: streams of different names or
/// seeds have nothing in common. `constexpr`, like all that is made from it, so that device code
/// may call it.
constexpr PhiloxKey random_stream(std::uint64_t name, std::uint64_t seed) {
  const std::uint64_t mixed = name ^ (seed * 0x9E3779B97F4A7C15ull);
  return {static_cast<std::uint32_t>(mixed), static_cast<std::uint32_t>(mixed >> 32)};
}

/// A number below `bound`, from a word of the stream; the bias is below bound / 2^32.
constexpr std::uint32_t below(std::uint32_t bound, std::uint32_t word) {
  return static_cast<std::uint32_t>((std::uint64_t{word} * bound) >> 32);
}

}  // namespace warpmark::nn
