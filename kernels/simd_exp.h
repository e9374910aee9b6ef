#pragma once

#include "kernels/simd.h"

#include <array>
#include <cstdint>

namespace warpmark {

/// What the exponential needs to know of a format. ln 2 is split so that the product of its upper
/// part with any exponent is exact.
template <class T>
struct ExpFormat;

template <>
struct ExpFormat<float> {
  using Bits = Vector<std::int32_t>;
  static constexpr float kLowest = -87;  // eˣ is a normal number from here on
  static constexpr float kLn2Upper = 0x1.62e4p-1f, kLn2Lower = 0x1.7f7d1cp-20f;
  static constexpr float kRound = 0x1.8p23f;  // added and taken off: rounds to an integer
  static constexpr int kFractionBits = 23, kDegree = 7;
};

template <>
struct ExpFormat<double> {
  using Bits = Vector<std::int64_t>;
  static constexpr double kLowest = -708;
  static constexpr double kLn2Upper = 0x1.62e42fefa2p-1, kLn2Lower = 0x1.9ef35793c7673p-41;
  static constexpr double kRound = 0x1.8p52;
  static constexpr int kFractionBits = 52, kDegree = 13;
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

/// eˣ for x ≤ 0, in every lane, within 1.5 units in the last place; 0 below kLowest.
/// x = n ln 2 + r with |r| ≤ ln 2 / 2, so eˣ = 2ⁿ eʳ, and Taylor's series of eʳ.
template <class T>
inline Vector<T> exp_nonpositive(Vector<T> x) {
  using Format = ExpFormat<T>;
  using Bits = typename Format::Bits;
  constexpr T kLog2E = static_cast<T>(0x1.71547652b82fep+0);
  constexpr auto kTaylor = inverse_factorials<T>();
  const Vector<T> rounded = x * kLog2E + Format::kRound;  // n in its lowest bits
  const Vector<T> n = rounded - Format::kRound;
  const Vector<T> r = (x - n * Format::kLn2Upper) - n * Format::kLn2Lower;
  Vector<T> sum = broadcast(kTaylor.back());
  for (std::size_t k = kTaylor.size() - 1; k-- > 0;) sum = sum * r + kTaylor[k];
  const Bits exponent = reinterpret_cast<Bits>(rounded) << Format::kFractionBits;
  const auto result = reinterpret_cast<Vector<T>>(reinterpret_cast<Bits>(sum) + exponent);
  return x < Format::kLowest ? Vector<T>{} : result;
}

}  // namespace warpmark
