#pragma once

#include "harness/platform.h"

#include <optional>
#include <string_view>

// What a GPU's maker says it can do, beside what it was measured to do (docs/method.md, Ceilings).
// Empty where nothing is known for sure: on a part of a GPU (MIG), and for products not listed.
namespace warpmark {

/// Memory clock × 2 (two transfers a cycle) × bus width, in bytes per second.
std::optional<double> peak_bytes_per_s(const DeviceInfo& gpu);

/// Operations per second in a dtype, dense, a multiply-add counted as two. fp32, and fp64 where no
/// tensor core is faster: multiprocessors × highest clock × what compute capability says. All else:
/// the product's data sheet.
std::optional<double> peak_flops_per_s(const DeviceInfo& gpu, std::string_view dtype);

}  // namespace warpmark
