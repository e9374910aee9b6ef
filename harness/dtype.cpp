#include "harness/dtype.h"

#include "harness/error.h"
#include "harness/rounding.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>

namespace warpmark {
namespace {

struct Format {
  DType dtype;
  std::string_view name;
  std::size_t bytes;
  double unit_roundoff;
};

constexpr std::array<Format, 7> kFormats{{
    {DType::fp64, "fp64", 8, 0x1p-53},
    {DType::fp32, "fp32", 4, 0x1p-24},
    {DType::tf32, "tf32", 4, 0x1p-11},
    {DType::bf16, "bf16", 2, 0x1p-8},
    {DType::fp16, "fp16", 2, 0x1p-11},
    {DType::fp8_e4m3, "fp8_e4m3", 1, 0x1p-4},
    {DType::int8, "int8", 1, 0.5},
}};

const Format& format(DType dtype) { return kFormats[static_cast<std::size_t>(dtype)]; }

template <class T>
T load_as(const std::byte* data, std::ptrdiff_t i) {
  T value;
  std::memcpy(&value, data + i * static_cast<std::ptrdiff_t>(sizeof(T)), sizeof(T));
  return value;
}

template <class T>
void store_as(std::byte* data, std::ptrdiff_t i, T value) {
  std::memcpy(data + i * static_cast<std::ptrdiff_t>(sizeof(T)), &value, sizeof(T));
}

// OCP 8-bit floating point E4M3: bias 7, subnormals, no infinity, S.1111.111 is NaN, largest 448.
double from_fp8_e4m3(std::uint8_t bits) {
  const int exponent = (bits >> 3) & 0xf, fraction = bits & 7;
  if (exponent == 15 && fraction == 7) return std::numeric_limits<double>::quiet_NaN();
  const double magnitude =
      exponent == 0 ? std::ldexp(fraction, -9) : std::ldexp(8 + fraction, exponent - 10);
  return (bits & 0x80) ? -magnitude : magnitude;
}

std::uint8_t to_fp8_e4m3(double value) {
  const std::uint8_t sign = std::signbit(value) ? 0x80 : 0;
  if (std::isnan(value)) return sign | 0x7f;
  const double magnitude = std::abs(value);
  if (magnitude >= 464) return sign | 0x7f;  // half way from 448 to the next power
  int exponent = 0;
  std::frexp(magnitude, &exponent);
  const int scale = std::max(exponent - 4, -9);  // of the last fraction bit
  const int steps = static_cast<int>(std::nearbyint(std::ldexp(magnitude, -scale)));
  return sign | static_cast<std::uint8_t>(scale == -9 ? steps : ((scale + 9) << 3) + steps);
}

}  // namespace

std::string_view name(DType dtype) { return format(dtype).name; }
std::size_t storage_bytes(DType dtype) { return format(dtype).bytes; }
double unit_roundoff(DType dtype) { return format(dtype).unit_roundoff; }

DType parse_dtype(std::string_view text) {
  std::string known;
  for (const Format& f : kFormats) {
    if (f.name == text) return f.dtype;
    known += ' ';
    known += f.name;
  }
  throw UsageError("unknown dtype '" + std::string(text) + "'; known:" + known);
}

double load(DType dtype, const std::byte* data, std::ptrdiff_t i) {
  switch (dtype) {
    case DType::fp64: return load_as<double>(data, i);
    case DType::fp32:
    case DType::tf32: return load_as<float>(data, i);
    case DType::bf16: return from_bf16(load_as<std::uint16_t>(data, i));
    case DType::fp16: return from_fp16(load_as<std::uint16_t>(data, i));
    case DType::fp8_e4m3: return from_fp8_e4m3(load_as<std::uint8_t>(data, i));
    case DType::int8: return load_as<std::int8_t>(data, i);
  }
  return 0;
}

void store(DType dtype, std::byte* data, std::ptrdiff_t i, double value) {
  switch (dtype) {
    case DType::fp64: return store_as(data, i, value);
    case DType::fp32: return store_as(data, i, static_cast<float>(value));
    case DType::tf32: return store_as(data, i, to_tf32(static_cast<float>(value)));
    case DType::bf16: return store_as(data, i, to_bf16(static_cast<float>(value)));
    case DType::fp16: return store_as(data, i, to_fp16(static_cast<float>(value)));
    case DType::fp8_e4m3: return store_as(data, i, to_fp8_e4m3(value));
    case DType::int8:
      return store_as(data, i,
                      static_cast<std::int8_t>(std::clamp(std::nearbyint(value), -128.0, 127.0)));
  }
}

double round_to(DType dtype, double value) {
  std::array<std::byte, 8> bits{};
  store(dtype, bits.data(), 0, value);
  return load(dtype, bits.data(), 0);
}

}  // namespace warpmark
