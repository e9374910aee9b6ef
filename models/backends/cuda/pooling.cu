#include "models/backends/cuda/pooling.cuh"

namespace warpmark::nn {

void max_pool(CudaQueue& queue, const Pooling& pooling, DType dtype, const std::byte* x,
              std::byte* y, std::uint8_t* winners, const Activation& before) {
  visit_stored(dtype, [&](auto element) {
    using T = decltype(element);
    const Index places = pooling.count * pooling.pooled_height() * pooling.pooled_width();
    launch_map(queue, places * pooling.stored / kWidest<T>, max_pool_kernel<T>, pooling,
               array_of<T>(x), array_of<T>(y), winners, array_of<T>(before.bias), before.relu);
  });
}

void max_pool_backward(CudaQueue& queue, const Pooling& pooling, DType dtype, const std::byte* dy,
                       const std::uint8_t* winners, std::byte* dx) {
  visit_stored(dtype, [&](auto element) {
    using T = decltype(element);
    const Index places = pooling.count * pooling.height * pooling.width;
    launch_map(queue, places * pooling.stored / kWidest<T>, max_pool_backward_kernel<T>, pooling,
               array_of<T>(dy), winners, array_of<T>(dx));
  });
}

void average_pool(CudaQueue& queue, const Averaging& averaging, DType dtype, const std::byte* x,
                  std::byte* y) {
  visit_stored(dtype, [&](auto element) {
    using T = decltype(element);
    launch_map(queue, averaging.count * averaging.stored / kWidest<T>, average_pool_kernel<T>,
               averaging, array_of<T>(x), array_of<T>(y));
  });
}

void average_pool_backward(CudaQueue& queue, const Averaging& averaging, DType dtype,
                           const std::byte* dy, std::byte* dx) {
  visit_stored(dtype, [&](auto element) {
    using T = decltype(element);
    launch_map(queue, averaging.count * averaging.places * averaging.stored / kWidest<T>,
               average_pool_backward_kernel<T>, averaging, array_of<T>(dy), array_of<T>(dx));
  });
}

}  // namespace warpmark::nn
