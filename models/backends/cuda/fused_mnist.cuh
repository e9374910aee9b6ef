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

  __device__ __forceinline__ Index image(int i) const {
    return shuffled ? epoch->order(first + i) : first + i;
  }
};

/// What a launch leaves of each image.
struct PerImage {
  ImageMetrics* metrics;  // (count)
  float* logits;          // (count, kClasses)
};

/// From pixels to the gradient of the mean loss with respect to the logits.
__device__ __forceinline__ void forward(Workspace& w, const Batch& batch, int i,
                                        const PerImage& out) {
  const Index image = batch.image(i);
  load_image(w, batch.images + image * kPixels);
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
  softmax_loss(w, batch.labels[image], 1.0f / static_cast<float>(batch.count), out.metrics + i);
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

/// Forward and backward pass. A block takes every gridDim.x-th image and leaves the sum of their
/// gradients, images in that order, in its slice of gradients (gridDim.x, kParameters).
__global__ void __launch_bounds__(kThreads, 1)
    train(Batch batch, const float* parameters, float* gradients, PerImage out) {
  auto& w = requested_shared_memory<Workspace>();
  load_parameters(w, parameters);
  float* const slice = gradients + Index{blockIdx.x} * kParameters;
  const int blocks = static_cast<int>(gridDim.x), block = static_cast<int>(blockIdx.x);
#pragma unroll 1
  for (int i = block; i < batch.count; i += blocks) {
    forward(w, batch, i, out);
    backward(w, {slice, i != block});
  }
}

/// Forward pass alone.
__global__ void __launch_bounds__(kThreads, 1)
    predict(Batch batch, const float* parameters, PerImage out) {
  auto& w = requested_shared_memory<Workspace>();
  load_parameters(w, parameters);
  const int blocks = static_cast<int>(gridDim.x);
  for (int i = static_cast<int>(blockIdx.x); i < batch.count; i += blocks) {
    forward(w, batch, i, out);
  }
}

struct Optimiser {
  float* parameters;
  float* velocities;
  const float* learning_rate;
  float momentum;
};

constexpr int kUpdateThreads = 128;

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
#pragma unroll 16
  for (int slice = 0; slice < slices; ++slice) sum += gradients[slice * kParameters + i];
  gradient[i] = sum;
  const float velocity = sgd.momentum * sgd.velocities[i] + sum;
  sgd.velocities[i] = velocity;
  sgd.parameters[i] -= *sgd.learning_rate * velocity;
}

}  // namespace warpmark::nn::fused
