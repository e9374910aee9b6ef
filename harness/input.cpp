#include "harness/input.h"

#include "harness/hash.h"
#include "harness/parallel.h"
#include "harness/rounding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace warpmark {
namespace {

constexpr Index kBlock = 4096;  // elements filled at a time; a multiple of Philox's four words

/// The fp32 values `begin` … of a narrow array, before rounding: four an evaluation.
void random_block(Fill fill, PhiloxKey key, Index begin, std::span<float> out) {
  const Index end = begin + static_cast<Index>(out.size());
  float* to = out.data();
  Index i = begin;
  for (; i < end && i % 4 != 0; ++i) *to++ = random32(fill, key, i);
  for (; i + 4 <= end; i += 4) {
    const PhiloxBlock block = philox(static_cast<std::uint64_t>(i) / 4, key);
    for (std::uint32_t word : block.word) *to++ = fill.number32(word);
  }
  for (; i < end; ++i) *to++ = random32(fill, key, i);
}

/// The same of an fp64 array: two an evaluation.
void random_block(Fill fill, PhiloxKey key, Index begin, std::span<double> out) {
  const Index end = begin + static_cast<Index>(out.size());
  double* to = out.data();
  Index i = begin;
  if (i < end && i % 2 != 0) *to++ = random64(fill, key, i++);
  for (; i + 2 <= end; i += 2) {
    const auto [w] = philox(static_cast<std::uint64_t>(i) / 2, key);
    *to++ = fill.number64(w[0], w[1]);
    *to++ = fill.number64(w[2], w[3]);
  }
  if (i < end) *to++ = random64(fill, key, i);
}

float round_narrow(DType dtype, float value) {
  switch (dtype) {
    case DType::fp32: return value;
    case DType::tf32: return to_tf32(value);
    case DType::bf16: return from_bf16(to_bf16(value));
    case DType::fp16: return from_fp16(to_fp16(value));
    default: return static_cast<float>(round_to(dtype, value));
  }
}

void fill_range(const Input& input, std::byte* data, Index begin, Index end) {
  const std::size_t width = storage_bytes(input.dtype);
  const PhiloxKey key = input.key();
  std::array<float, kBlock> values;
  for (Index i = begin; i < end; i += kBlock) {
    const auto n = static_cast<std::size_t>(std::min(kBlock, end - i));
    std::byte* out = data + static_cast<std::size_t>(i) * width;
    if (input.dtype == DType::fp64) {
      random_block(input.fill, key, i, std::span(reinterpret_cast<double*>(out), n));
      continue;
    }
    random_block(input.fill, key, i, std::span(values.data(), n));
    for (std::size_t j = 0; j < n; ++j) {
      store(input.dtype, out, static_cast<std::ptrdiff_t>(j), values[j]);
    }
  }
}

}  // namespace

PhiloxKey Input::key() const {
  const std::uint64_t mixed = fnv1a(name) ^ (seed * 0x9E3779B97F4A7C15ull);
  return {static_cast<std::uint32_t>(mixed), static_cast<std::uint32_t>(mixed >> 32)};
}

double Input::at(Index i) const {
  if (dtype == DType::fp64) return random64(fill, key(), i);
  return round_narrow(dtype, random32(fill, key(), i));
}

void Input::read(Index begin, std::span<double> out) const {
  if (dtype == DType::fp64) return random_block(fill, key(), begin, out);
  std::array<float, kBlock> values;
  for (std::size_t done = 0; done < out.size(); done += kBlock) {
    const std::size_t n = std::min<std::size_t>(kBlock, out.size() - done);
    random_block(fill, key(), begin + static_cast<Index>(done), std::span(values.data(), n));
    for (std::size_t j = 0; j < n; ++j) out[done + j] = round_narrow(dtype, values[j]);
  }
}

std::string Input::describe() const {
  static constexpr std::array<const char*, 3> kKinds{"uniform", "integer", "zero"};
  std::string out = name + ':' + std::string(warpmark::name(dtype)) + ':';
  out += kKinds[static_cast<std::size_t>(fill.kind)];
  if (fill.kind == Fill::Kind::integer) {
    out += '[' + std::to_string(fill.low) + ',' + std::to_string(fill.high) + ']';
  }
  for (std::size_t d = 0; d < shape.size(); ++d) {
    out += (d ? 'x' : ':') + std::to_string(shape[d]);
  }
  return out;
}

void fill_host(const Input& input, std::byte* data, int threads) {
  parallel_ranges(count(input.shape), threads, kBlock,
                  [&](Index begin, Index end) { fill_range(input, data, begin, end); });
}

}  // namespace warpmark
