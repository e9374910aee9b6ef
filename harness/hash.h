#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace warpmark {

/// FNV-1a, 64 bit (Fowler, Noll, Vo): for names and fingerprints, not against an adversary.
constexpr std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ull;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  return hash;
}

/// `prefix` (a letter, or a spreadsheet takes 48213e10 for a number) and `digits` ≤ 16 hex digits.
inline std::string hex_digest(char prefix, std::string_view text, int digits) {
  const std::uint64_t hash = fnv1a(text);
  std::string out(1, prefix);
  for (int i = 0; i < digits; ++i) out += "0123456789abcdef"[(hash >> (60 - 4 * i)) & 0xf];
  return out;
}

}  // namespace warpmark
