#pragma once

#include "kernels/simd.h"

#include <array>
#include <cstdint>

namespace warpmark {

/// What exp() needs to know of a format. ln 2 is split so that the product of its upper part with
/// any exponent is exact.
template <class T>
struct ExpFormat;

template <>
struct ExpFormat<float> {
  using Bits = std::int32_t;
  static constexpr float kLowest = -104, kHighest = 89;  // beyond: zero and infinity
  static constexpr float kLn2Upper = 0x1.62e4p-1f, kLn2Lower = 0x1.7f7d1cp-20f;
  static constexpr float kRound = 0x1.8p23f;  // added and taken off: rounds to an integer
  static constexpr int kDegree = 7, kFractionBits = 23, kBias = 127;
};

template <>
struct ExpFormat<double> {
  using Bits = std::int64_t;
  static constexpr double kLowest = -746, kHighest = 710;
  static constexpr double kLn2Upper = 0x1.62e42fefa2p-1, kLn2Lower = 0x1.9ef35793c7673p-41;
  static constexpr double kRound = 0x1.8p52;
  static constexpr int kDegree = 13, kFractionBits = 52, kBias = 1023;
};

/// 1 / k! for k up to the degree.
template <class T>
constexpr auto inverse_factorials() {
  std::array<T, ExpFormat<T>::kDegree + 1> out{};
  double factorial = 1;
  for (int k = 0; k <= ExpFormat<T>::kDegree; factorial *= ++k) {
    out[static_cast<std::size_t>(k)] = static_cast<T>(1 / factorial);
  }
  return out;
}

/// eˣ in every lane, within 1.5 units in the last place for all x, subnormal results included:
/// x = n ln 2 + r with |r| ≤ ln 2 / 2, so eˣ = 2ⁿ eʳ, and Taylor's series of eʳ.
template <class T>
inline Vector<T> exp(Vector<T> x) {
  using Format = ExpFormat<T>;
  using Bits = Vector<typename Format::Bits>;
  constexpr T kLog2E = static_cast<T>(0x1.71547652b82fep+0);
  constexpr auto kTaylor = inverse_factorials<T>();
  x = x < Format::kLowest ? broadcast(Format::kLowest) : x;
  x = x > Format::kHighest ? broadcast(Format::kHighest) : x;
  const Vector<T> rounded = x * kLog2E + Format::kRound;
  const Vector<T> n = rounded - Format::kRound;
  const Vector<T> r = (x - n * Format::kLn2Upper) - n * Format::kLn2Lower;
  Vector<T> sum = broadcast(kTaylor.back());
  for (std::size_t k = kTaylor.size() - 1; k-- > 0;) sum = sum * r + kTaylor[k];
  // 2ⁿ as two factors: one alone would over- or underflow before the product does.
  const Bits exponent =
      reinterpret_cast<Bits>(rounded) - reinterpret_cast<Bits>(broadcast(Format::kRound));
  const Bits half = exponent >> 1;
  const auto power = [](Bits e) {
    return reinterpret_cast<Vector<T>>((e + Format::kBias) << Format::kFractionBits);
  };
  return sum * power(half) * power(exponent - half);
}

}  // namespace warpmark
