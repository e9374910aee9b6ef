#pragma once

#include "models/backends/cuda/kernels.h"
#include "models/backends/cuda/maps.cuh"
#include "models/data/augment.h"

namespace warpmark::nn {

/// The image at a position of the epoch.
__device__ __forceinline__ Index image_at(const BatchOfSet& batch, Index position) {
  return batch.shuffled ? batch.epoch->order(position) : position;
}

/// A thread writes a vector of channels of one pixel. `vectors`: of a pixel.
template <class T>
__global__ void __launch_bounds__(kMapThreads)
    gather_pixels(BatchOfSet batch, Index vectors, T* images, std::int32_t* labels) {
  const Index i = global_thread(), plane = batch.height * batch.width;
  if (i >= batch.count * plane * vectors) return;
  if (i == 0 && batch.overflow != nullptr) *batch.overflow = 0;
  const auto at = Position::at(i, batch.height, batch.width, vectors);
  const Index first = batch.first + batch.epoch->step * batch.whole;
  const Index image = image_at(batch, first + at.image);
  if (i % (plane * vectors) == 0) labels[at.image] = batch.labels[image];
  Index from = at.row * batch.width + at.column;
  if (batch.crop_flip) {
    from = crop_flip(batch.seed, batch.epoch->number, image)
               .source(at.row, at.column, batch.height, batch.width);
  }
  const std::uint8_t* const pixels = batch.images + image * batch.channels * plane;
  WideChannels<T> out;
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) {
    const Index channel = at.vector * kWidest<T> + e;
    const bool there = channel < batch.channels && from >= 0;
    out.at[e] = there ? static_cast<float>(pixels[channel * plane + from]) / 255.0f : 0.0f;
  }
  store(images + i * kWidest<T>, narrowed<T>(out));
}

}  // namespace warpmark::nn
