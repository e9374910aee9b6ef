#include "models/backends/cuda/norms.cuh"

namespace warpmark::nn {

void apply_batch_norm(CudaQueue& queue, DType dtype, const AppliedBatchNorm& norm,
                      const std::byte* x, const std::byte* addend, std::byte* y,
                      std::uint8_t* mask) {
  visit_stored(dtype, [&](auto element) {
    using T = decltype(element);
    if (mask != nullptr && kWidest<T> != 8) throw Unsupported("masks are of 16-bit maps");
    launch_map(queue, norm.rows * norm.stored / kWidest<T>, apply_batch_norm_kernel<T>, norm,
               array_of<T>(x), array_of<T>(addend), array_of<T>(y), mask);
  });
}

void finish_batch_norm(CudaQueue& queue, DType dtype, const BatchNormSums& sums,
                       const FinishedBatchNorm& norm) {
  visit_stored(dtype, [&](auto element) {
    launch_map(queue, sums.stored, finish_batch_norm_kernel<decltype(element)>, sums, norm);
  });
}

void end_batch_norm_backward(CudaQueue& queue, DType dtype, const BatchNormFactors& factors,
                             const std::byte* dy, const std::byte* x, std::byte* dx) {
  visit_stored(dtype, [&](auto element) {
    using T = decltype(element);
    launch_map(queue, factors.rows * factors.stored / kWidest<T>, end_batch_norm_backward_kernel<T>,
               factors, array_of<T>(dy), array_of<T>(x), array_of<T>(dx));
  });
}

}  // namespace warpmark::nn
