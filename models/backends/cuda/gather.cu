#include "models/backends/cuda/gather.cuh"

namespace warpmark::nn {

Index channels_of_vector(DType dtype) {
  Index channels = 0;
  visit_stored(dtype, [&](auto element) { channels = kWidest<decltype(element)>; });
  return channels;
}

void gather(CudaQueue& queue, const BatchOfSet& batch, DType dtype, Index stored, std::byte* images,
            std::int32_t* labels) {
  visit_stored(dtype, [&](auto element) {
    using T = decltype(element);
    const Index vectors = stored / kWidest<T>;
    launch_map(queue, batch.count * batch.height * batch.width * vectors, gather_pixels<T>, batch,
               vectors, array_of<T>(images), labels);
  });
}

}  // namespace warpmark::nn
