#pragma once

#include <bit>
#include <cstdint>

// Conversions between fp32 and the 16-bit formats, by integer arithmetic alone, so that the host,
// a GPU and an emulated GPU agree on every bit. `constexpr` so that device code may call them.
namespace warpmark {

/// fp32 → bfloat16 bits, to nearest even. NaN stays NaN.
constexpr std::uint16_t to_bf16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return static_cast<std::uint16_t>((bits >> 16) | 0x40u);
  return static_cast<std::uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

constexpr float from_bf16(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

/// fp32 → IEEE binary16 bits, to nearest even, with subnormals; overflow becomes infinity.
constexpr std::uint16_t to_fp16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000u);
  const std::uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return sign | 0x7e00u;
  if (magnitude >= 0x47800000u) return sign | 0x7c00u;  // 65536 and above
  const int exponent = static_cast<int>(magnitude >> 23) - 127;
  if (exponent < -25) return sign;
  // Bits of the significand that binary16 cannot hold: 13, and one more per power below 2^-14.
  const int dropped = exponent < -14 ? 13 + (-14 - exponent) : 13;
  const std::uint32_t significand = (magnitude & 0x7fffffu) | 0x800000u;
  const std::uint32_t half_way = (1u << (dropped - 1)) - 1u;
  const std::uint32_t kept = (significand + half_way + ((significand >> dropped) & 1u)) >> dropped;
  // The hidden bit adds one to the exponent field, and a carry out of the significand one more.
  const std::uint32_t biased = exponent < -14 ? 0u : static_cast<std::uint32_t>(exponent + 14);
  return static_cast<std::uint16_t>(sign | ((biased << 10) + kept));
}

constexpr float from_fp16(std::uint16_t bits) {
  const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000u) << 16;
  const std::uint32_t exponent = (bits >> 10) & 0x1fu;
  const std::uint32_t fraction = bits & 0x3ffu;
  if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000u | (fraction << 13));
  if (exponent != 0)
    return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (fraction << 13));
  const float subnormal = static_cast<float>(fraction) * 0x1p-24f;
  return sign ? -subnormal : subnormal;
}

/// fp32 rounded to the 10 fraction bits of TF32, to nearest even.
constexpr float to_tf32(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7fffffffu) >= 0x7f800000u) return value;
  return std::bit_cast<float>((bits + 0xfffu + ((bits >> 13) & 1u)) & ~0x1fffu);
}

}  // namespace warpmark
