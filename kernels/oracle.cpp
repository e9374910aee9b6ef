#include "kernels/oracle.h"

#include "harness/environment.h"
#include "harness/parallel.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace warpmark {
namespace {

constexpr Index kChunk = Index{1} << 16;

double smallest_normal(DType dtype) {
  switch (dtype) {
    case DType::fp64: return 0x1p-1022;
    case DType::fp16: return 0x1p-14;
    case DType::fp8_e4m3: return 0x1p-6;
    case DType::int8: return 1;
    default: return 0x1p-126;  // fp32 and what shares its exponent
  }
}

}  // namespace

void with_all_threads(Index n, const std::function<void(Index, Index)>& body) {
  parallel_ranges(n, query_cpu().usable_threads, 1, body);
}

Exact sum_in_chunks(Index n, const std::function<void(Index, Index, ExactSum&)>& add_terms) {
  std::vector<Exact> parts(static_cast<std::size_t>((n + kChunk - 1) / kChunk));
  with_all_threads(static_cast<Index>(parts.size()), [&](Index begin, Index end) {
    for (Index part = begin; part < end; ++part) {
      ExactSum sum;
      add_terms(part * kChunk, std::min(n, (part + 1) * kChunk), sum);
      parts[static_cast<std::size_t>(part)] = sum.result();
    }
  });
  ExactSum total;
  double magnitude = 0;
  for (const Exact& part : parts) {
    total.add(part.value);
    magnitude += part.magnitude;
  }
  return {total.result().value, magnitude};
}

double rounding_error(DType dtype, double value) {
  return unit_roundoff(dtype) * std::max(std::abs(value), smallest_normal(dtype));
}

}  // namespace warpmark
