#pragma once

#include <cstddef>
#include <string_view>

namespace warpmark {

/// Number formats. `fp32` is strict: TF32 has fp32 storage and is a dtype of its own, always.
enum class DType { fp64, fp32, tf32, bf16, fp16, fp8_e4m3, int8 };

std::string_view name(DType dtype);

/// Throws UsageError naming `text` and the formats known.
DType parse_dtype(std::string_view text);

/// Bytes one element takes in memory.
std::size_t storage_bytes(DType dtype);

/// Half the distance from 1 to the next number: the largest relative error of rounding to nearest.
double unit_roundoff(DType dtype);

/// `value` rounded to the nearest number of the format, ties to even.
double round_to(DType dtype, double value);

/// Element `i` of an array of `dtype` at `data`, widened exactly.
double load(DType dtype, const std::byte* data, std::ptrdiff_t i);

/// Rounds `value` to `dtype` and stores it as element `i` of the array at `data`.
void store(DType dtype, std::byte* data, std::ptrdiff_t i, double value);

}  // namespace warpmark
