#pragma once

#include "harness/dtype.h"
#include "harness/index.h"
#include "harness/philox.h"

#include <cstddef>
#include <span>
#include <string>

namespace warpmark {

/// An input array as a pure function: element `i` depends on (seed, name, i) alone, is already
/// rounded to `dtype`, and is the same on CPU and GPU and for any number of threads. So a GPU
/// workload fills gigabytes where they lie, and the oracle evaluates any element without a copy.
struct Input {
  std::string name;
  DType dtype = DType::fp32;
  Shape shape;
  Fill fill;
  std::uint64_t seed = 0;

  /// The generator's key, from the seed and the name.
  PhiloxKey key() const;

  /// Element `i`, row-major.
  double at(Index i) const;

  /// Elements begin … begin + out.size(): the same values as at(), several times faster.
  void read(Index begin, std::span<double> out) const;

  /// Describes the array for the case hash: "a:fp32:uniform:1024x1024"; the seed is no part of it.
  std::string describe() const;
};

/// Writes all elements to `data` in the input's dtype with the threads given, each touching first
/// the part that a static loop over the array will give it later.
void fill_host(const Input& input, std::byte* data, int threads);

}  // namespace warpmark
