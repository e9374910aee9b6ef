#include "models/backends/cuda/optimiser.cuh"

#include "models/backends/cuda/kernels.h"

namespace warpmark::nn {
namespace {

template <class T>
Gradients<T> gradients_of(const SgdArrays& arrays) {
  return {array_of<T>(arrays.gradients), arrays.n - arrays.wide, arrays.wide_gradients};
}

}  // namespace

void find_overflow(CudaQueue& queue, const SgdArrays& arrays, std::int32_t* overflow) {
  visit_stored(arrays.gradient_dtype, [&](auto element) {
    using T = decltype(element);
    launch_map(queue, arrays.n / kFour, find_overflow_kernel<T>, gradients_of<T>(arrays), arrays.n,
               overflow);
  });
}

void sgd(CudaQueue& queue, const SgdArrays& arrays, const std::int32_t* overflow, Totals* totals) {
  visit_stored(arrays.gradient_dtype, [&](auto gradient) {
    visit_stored(arrays.twin_dtype, [&](auto twin) {
      using T = decltype(gradient);
      using Twin = decltype(twin);
      const SgdStep<T, Twin> step{arrays.parameters,
                                  arrays.velocities,
                                  gradients_of<T>(arrays),
                                  array_of<Twin>(arrays.twins),
                                  arrays.n,
                                  arrays.learning_rate,
                                  arrays.step,
                                  arrays.momentum,
                                  1 / arrays.gradient_scale,
                                  overflow,
                                  totals};
      launch_map(queue, arrays.n / kFour, sgd_kernel<T, Twin>, step);
    });
  });
}

}  // namespace warpmark::nn
