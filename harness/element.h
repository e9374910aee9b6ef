#pragma once

#include "harness/dtype.h"
#include "harness/error.h"

#include <cstdint>
#include <type_traits>

namespace warpmark {

// Storage of the 16-bit formats, the same on the host and a GPU.
struct Bf16 {
  std::uint16_t bits;
};
struct Fp16 {
  std::uint16_t bits;
};

/// What sums of T are kept in: fp64 for fp64, fp32 for all narrower ones.
template <class T>
using Accumulator = std::conditional_t<std::is_same_v<T, double>, double, float>;

/// Calls visit(T{}) with the storage type T of `dtype`. Throws Unsupported where it has none here.
template <class Visit>
auto visit_element(DType dtype, Visit&& visit) {
  switch (dtype) {
    case DType::fp64: return visit(double{});
    case DType::fp32: return visit(float{});
    case DType::bf16: return visit(Bf16{});
    case DType::fp16: return visit(Fp16{});
    default: throw Unsupported("no kernel for " + std::string(name(dtype)));
  }
}

/// The same for benchmarks that exist in fp64 and fp32 alone.
template <class Visit>
auto visit_wide_element(DType dtype, Visit&& visit) {
  switch (dtype) {
    case DType::fp64: return visit(double{});
    case DType::fp32: return visit(float{});
    default: throw Unsupported("no kernel for " + std::string(name(dtype)));
  }
}

}  // namespace warpmark
