#pragma once

#include "models/backends/cuda/epoch_settings.h"
#include "models/backends/cuda/fused_mnist_backward.cuh"
#include "models/backends/cuda/fused_mnist_forward.cuh"

namespace warpmark::nn::fused {

/// The images that a launch works on: `count` of them, from position `first` of the order.
struct Batch {
  const std::uint8_t* images;   // the whole set (…, kPixels)
  const std::uint16_t* labels;  // (…)
  const EpochSettings::OnDevice* epoch;
  bool shuffled;
  Index first;
  int count;

  /// Begins to copy the i-th image; returns its label.
  __device__ __forceinline__ int begin(Workspace& w, int i) const {
    const Index image = shuffled ? epoch->order(first + i) : first + i;
    begin_image(w, images + image * kPixels);
    return labels[image];
  }
};

/// What a launch leaves of each image.
struct PerImage {
  ImageMetrics* metrics;  // (count)
  float* logits;          // (count, kClasses)
};

/// From pixels to the gradient of the loss times `scale` with respect to the logits.
__device__ __forceinline__ void forward(Workspace& w, int label, float scale, const PerImage& out,
                                        int i) {
  put_image(w);
  __syncthreads();
  layer1(w);
  __syncthreads();
  convolve2(w);
  __syncthreads();
  layer2(w);
  __syncthreads();
  hidden_layer(w);
  __syncthreads();
  output_layer(w);
  __syncthreads();
  softmax_loss(w, label, scale, out.metrics + i);
  for_each(kClasses, [&](int c) { out.logits[i * kClasses + c] = w.logits[c]; });
  __syncthreads();
}

__device__ __forceinline__ void backward(Workspace& w, const Gradients& gradients) {
  output_backward(w, gradients);
  __syncthreads();
  hidden_backward(w, gradients);
  __syncthreads();
  data_gradient2(w);
  __syncthreads();
  sum_data_gradient2(w);
  __syncthreads();
  weight_gradient2(w);
  __syncthreads();
  put_weight_gradient2(w, gradients);
  __syncthreads();
  weight_gradient1(w);
  __syncthreads();
  put_weight_gradient1(w, gradients);
  __syncthreads();
}

/// Loads the parameters, and meanwhile finds out which image is the block's first and begins to
/// copy that; returns its label.
__device__ __forceinline__ int begin(Workspace& w, const Parameters& parameters,
                                     const Batch& batch) {
  begin_linear_parameters(w, parameters);
  const FilterShare filters(parameters);
  const int label = batch.begin(w, static_cast<int>(blockIdx.x));
  filters.put(w);
  return label;
}

/// Forward and, if kBackward, backward pass. A block takes every gridDim.x-th image and leaves the
/// sum of their gradients, images in that order, in `slice` (kParameters). Requires:
/// gridDim.x <= batch.count.
template <bool kBackward>
__device__ __forceinline__ void pass(const Batch& batch, const Parameters& parameters,
                                     const PerImage& out, float* slice) {
  auto& w = requested_shared_memory<Workspace>();
  const int blocks = static_cast<int>(gridDim.x), block = static_cast<int>(blockIdx.x);
  const float scale = 1.0f / static_cast<float>(batch.count);
  int label = begin(w, parameters, batch);
#pragma unroll 1
  for (int i = block; i < batch.count; i += blocks) {
    forward(w, label, scale, out, i);
    if (i + blocks < batch.count) label = batch.begin(w, i + blocks);
    if constexpr (kBackward) backward(w, {slice, i != block});
  }
}

/// Leaves the sum of a block's gradients in its slice of gradients (gridDim.x, kParameters).
__global__ void __launch_bounds__(kThreads, 1)
    train(Batch batch, const Parameters* parameters, float* gradients, PerImage out) {
  pass<true>(batch, *parameters, out, gradients + Index{blockIdx.x} * kParameters);
}

/// Forward pass alone.
__global__ void __launch_bounds__(kThreads, 1)
    predict(Batch batch, const Parameters* parameters, PerImage out) {
  pass<false>(batch, *parameters, out, nullptr);
}

struct Optimiser {
  float* parameters;
  float* velocities;
  const float* learning_rate;
  float momentum;
};

constexpr int kUpdateThreads = 128;
constexpr int kHeldSlices = 32;  // that a thread asks for at once

/// Adds the slices of the gradients in their order to `gradient` (kParameters) and applies it. The
/// first warp of the grid adds the batch's metrics meanwhile.
__global__ void __launch_bounds__(kUpdateThreads)
    update(const float* gradients, int slices, float* gradient, Optimiser sgd,
           const ImageMetrics* metrics, int count, Totals* totals) {
  if (blockIdx.x == 0) {
    if (threadIdx.x < kWarp) add_in_order(metrics, count, totals);
    return;
  }
  const int i = static_cast<int>((blockIdx.x - 1) * kUpdateThreads + threadIdx.x);
  if (i >= kParameters) return;
  float sum = 0;
  for (int first = 0; first < slices; first += kHeldSlices) {
    float held[kHeldSlices];
#pragma unroll
    for (int h = 0; h < kHeldSlices; ++h) {
      held[h] = first + h < slices ? gradients[(first + h) * kParameters + i] : 0;
    }
#pragma unroll
    for (int h = 0; h < kHeldSlices; ++h) sum += held[h];
  }
  gradient[i] = sum;
  const float velocity = sgd.momentum * sgd.velocities[i] + sum;
  sgd.velocities[i] = velocity;
  sgd.parameters[i] -= *sgd.learning_rate * velocity;
}

}  // namespace warpmark::nn::fused
