#pragma once

#include "kernels/simd.h"

#include <array>
#include <cstdint>

namespace warpmark {

/// What the exponential needs to know of a format. The polynomial is the nearest to 2ᶠ for
/// |f| ≤ 1/2 by relative error (Remez' exchange), less than a tenth of a roundoff away.
template <class T>
struct Exp2Format;

template <>
struct Exp2Format<float> {
  using Bits = Vector<std::int32_t>;
  static constexpr float kLowest = -125;      // from here on the result is a normal number
  static constexpr float kRound = 0x1.8p23f;  // added and taken off: rounds to an integer
  static constexpr int kFractionBits = 23;
  static constexpr std::array kPolynomial{
      1.0000000005541648f,    0.69314720573719575f,   0.24022646890645521f,   0.055503287771053248f,
      0.0096184889563311816f, 0.0013399931177239738f, 0.00015345812161311630f};
};

template <>
struct Exp2Format<double> {
  using Bits = Vector<std::int64_t>;
  static constexpr double kLowest = -1021;
  static constexpr double kRound = 0x1.8p52;
  static constexpr int kFractionBits = 52;
  static constexpr std::array kPolynomial{
      0.9999999999999999971,    0.69314718055994533046,   0.24022650695910156204,
      0.055504108664819921605,  0.0096181291075883352443, 0.0013333558146789921722,
      1.5403530462514432062e-4, 1.5252733489988525649e-5, 1.321543308967639918e-6,
      1.0178198021671930844e-7, 7.0741056135081427963e-9, 4.4352827069572771511e-10};
};

/// 2ᵗ for t ≤ 0 in every lane, within 1.5 units in the last place; below kLowest as there.
/// t = n + f with |f| ≤ 1/2: the polynomial of f, and n added to its exponent.
template <class T>
inline Vector<T> exp2_nonpositive(Vector<T> t) {
  using Format = Exp2Format<T>;
  using Bits = typename Format::Bits;
  constexpr auto& kPolynomial = Format::kPolynomial;
  t = maximum<T>(broadcast(Format::kLowest), t);
  const Vector<T> rounded = t + Format::kRound;  // n in its lowest bits
  const Vector<T> f = t - (rounded - Format::kRound);
  Vector<T> power = broadcast(kPolynomial.back());
  for (std::size_t k = kPolynomial.size() - 1; k-- > 0;) power = power * f + kPolynomial[k];
  const Bits exponent = reinterpret_cast<Bits>(rounded) << Format::kFractionBits;
  return reinterpret_cast<Vector<T>>(reinterpret_cast<Bits>(power) + exponent);
}

}  // namespace warpmark
