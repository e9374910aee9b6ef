#include "models/backends/cuda/pointwise.cuh"

#include "models/backends/cuda/kernels.h"

#include <algorithm>
#include <array>

namespace warpmark::nn {
namespace {

template <std::size_t kCount, class Op>
void each(CudaQueue& queue, DType dtype, Index n, const std::array<const std::byte*, kCount>& from,
          Op op, std::byte* to) {
  visit_stored(dtype, [&](auto element) {
    using T = decltype(element);
    constexpr int kSources = static_cast<int>(kCount);
    Sources<T, kSources> sources;
    for (std::size_t s = 0; s < kCount; ++s) sources.array[s] = array_of<T>(from[s]);
    const Index vectors = n / kWidest<T>;
    launch_map(queue, vectors, pointwise<T, kSources, Op>, sources, vectors, op, array_of<T>(to));
  });
}

}  // namespace

void relu(CudaQueue& queue, DType dtype, Index n, const std::byte* x, std::byte* y) {
  each(queue, dtype, n, std::array{x}, ReluOf{}, y);
}

void relu_backward(CudaQueue& queue, DType dtype, Index n, const std::byte* y, const std::byte* dy,
                   std::byte* dx) {
  each(queue, dtype, n, std::array{y, dy}, ReluGradient{}, dx);
}

void add(CudaQueue& queue, DType dtype, Index n, const std::byte* a, const std::byte* b,
         std::byte* sum) {
  each(queue, dtype, n, std::array{a, b}, SumOf{}, sum);
}

Index column_sum_parts(Index rows) {
  return rows <= kRowsAtOnce ? 1 : std::min(ceil_div(rows, kRowsOfPart), kMostParts);
}

void column_sum(CudaQueue& queue, DType dtype, Index rows, Index stored, const std::byte* x,
                float* parts, float* sum) {
  const Index count = column_sum_parts(rows);
  visit_stored(dtype, [&](auto element) {
    using T = decltype(element);
    const Index vectors = stored / kWidest<T>;
    const dim3 grid(static_cast<unsigned>(ceil_div(vectors, kVectorsOfBlock)),
                    static_cast<unsigned>(count));
    launch(queue, grid, kMapThreads, column_sum_of_parts<T>, array_of<T>(x), rows,
           ceil_div(rows, count), vectors, count == 1 ? sum : parts);
  });
  if (count == 1) return;
  launch_map(queue, stored * kWarp, add_parts<kMapThreads>, parts, count, stored, sum);
}

}  // namespace warpmark::nn
