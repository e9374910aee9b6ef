#pragma once

#include <cstdint>

// Philox4x32-10, the counter-based generator of Salmon et al., "Parallel random numbers: as easy
// as 1, 2, 3" (SC'11), Table 2 for the constants. `constexpr` so that device code may call it.
namespace warpmark {

struct PhiloxKey {
  std::uint32_t low, high;
};

struct PhiloxBlock {
  std::uint32_t word[4];
};

constexpr PhiloxBlock philox(std::uint64_t counter, PhiloxKey key) {
  PhiloxBlock x{
      {static_cast<std::uint32_t>(counter), static_cast<std::uint32_t>(counter >> 32), 0, 0}};
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = 0xD2511F53ull * x.word[0];
    const std::uint64_t b = 0xCD9E8D57ull * x.word[2];
    x = {{static_cast<std::uint32_t>(b >> 32) ^ x.word[1] ^ key.low, static_cast<std::uint32_t>(b),
          static_cast<std::uint32_t>(a >> 32) ^ x.word[3] ^ key.high,
          static_cast<std::uint32_t>(a)}};
    key = {key.low + 0x9E3779B9u, key.high + 0xBB67AE85u};
  }
  return x;
}

/// How random words become numbers. Each step is exact in fp32 or fp64, so no platform rounds
/// differently: integers of at most 24 (53) bits, scaled by a power of two.
struct Fill {
  enum class Kind { uniform, integer, zero } kind = Kind::uniform;
  std::int32_t low = 0, high = 0;  // integer: both included

  /// Uniform on [-1, 1), from the upper 24 bits of a word.
  static constexpr float uniform32(std::uint32_t word) {
    return static_cast<float>(static_cast<std::int32_t>(word >> 8) - (1 << 23)) * 0x1p-23f;
  }
  /// Uniform on [-1, 1), from 53 bits of two words.
  static constexpr double uniform64(std::uint32_t upper, std::uint32_t lower) {
    const std::uint64_t bits = (static_cast<std::uint64_t>(upper) << 32 | lower) >> 11;
    return static_cast<double>(static_cast<std::int64_t>(bits) - (1ll << 52)) * 0x1p-52;
  }
  /// low … high; the bias of the multiply-shift is below (high - low) / 2^32.
  constexpr std::int32_t integer(std::uint32_t word) const {
    const auto span = static_cast<std::uint64_t>(static_cast<std::int64_t>(high) - low + 1);
    return static_cast<std::int32_t>(low + static_cast<std::int64_t>((word * span) >> 32));
  }
  /// A 32-bit-or-narrower element, before rounding to its dtype, from its word.
  constexpr float number32(std::uint32_t word) const {
    if (kind == Kind::zero) return 0.0f;
    return kind == Kind::integer ? static_cast<float>(integer(word)) : uniform32(word);
  }
  /// An fp64 element from its two words.
  constexpr double number64(std::uint32_t upper, std::uint32_t lower) const {
    if (kind == Kind::zero) return 0.0;
    return kind == Kind::integer ? integer(upper) : uniform64(upper, lower);
  }
};

/// Element `i` of a 32-bit-or-narrower array, before rounding to its dtype.
constexpr float random32(Fill fill, PhiloxKey key, std::int64_t i) {
  return fill.number32(philox(static_cast<std::uint64_t>(i) / 4, key).word[i % 4]);
}

/// Element `i` of an fp64 array: two words an element.
constexpr double random64(Fill fill, PhiloxKey key, std::int64_t i) {
  const PhiloxBlock block = philox(static_cast<std::uint64_t>(i) / 2, key);
  return fill.number64(block.word[2 * (i % 2)], block.word[2 * (i % 2) + 1]);
}

}  // namespace warpmark
