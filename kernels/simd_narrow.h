#pragma once

#include "harness/element.h"
#include "harness/rounding.h"
#include "kernels/simd.h"

#include <cstdint>

// 16-bit numbers in memory, computed with in fp32.
namespace warpmark {

/// What a T is computed with: a vector of T becomes one of these.
template <class T>
using Wide = Accumulator<T>;

using HalfBits = typename VectorOf<std::uint16_t, kVectorBytes / 2>::Type;  // as many as floats

inline double widen(double x) { return x; }
inline float widen(float x) { return x; }
inline float widen(Bf16 x) { return from_bf16(x.bits); }
inline float widen(Fp16 x) { return from_fp16(x.bits); }

inline void narrow(float x, float* to) { *to = x; }
inline void narrow(double x, double* to) { *to = x; }
inline void narrow(float x, Bf16* to) { to->bits = to_bf16(x); }
inline void narrow(float x, Fp16* to) { to->bits = to_fp16(x); }

inline Vector<double> load_wide(const double* from) { return load(from); }
inline Vector<float> load_wide(const float* from) { return load(from); }

inline Vector<float> load_wide(const Bf16* from) {
  HalfBits half;
  std::memcpy(&half, from, sizeof half);
  return reinterpret_cast<Vector<float>>(__builtin_convertvector(half, Vector<std::uint32_t>)
                                         << 16);
}

inline Vector<float> load_wide(const Fp16* from) {
  HalfBits half;
  std::memcpy(&half, from, sizeof half);
  Vector<float> wide;
  asm("vcvtph2ps %1, %0" : "=v"(wide) : "v"(half));
  return wide;
}

template <Store kind>
inline void store_narrow(double* to, const Vector<double>& x) {
  store<kind>(to, x);
}

template <Store kind>
inline void store_narrow(float* to, const Vector<float>& x) {
  store<kind>(to, x);
}

/// To nearest even; NaN stays NaN.
template <Store kind>
inline void store_narrow(Bf16* to, const Vector<float>& x) {
  const auto bits = reinterpret_cast<Vector<std::uint32_t>>(x);
  const Vector<std::uint32_t> rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  const Vector<std::uint32_t> quiet = (bits >> 16) | 0x40u;
  store<kind>(to, __builtin_convertvector((x == x) ? rounded : quiet, HalfBits));
}

/// To nearest even.
template <Store kind>
inline void store_narrow(Fp16* to, const Vector<float>& x) {
  HalfBits half;
  asm("vcvtps2ph $0, %1, %0" : "=v"(half) : "v"(x));
  store<kind>(to, half);
}

}  // namespace warpmark
