#pragma once

#include "models/backends/cuda/kernels.h"
#include "models/backends/cuda/maps.cuh"

namespace warpmark::nn {

/// The fp32 numbers of a vector of channels.
template <class T>
__device__ __forceinline__ WideChannels<T> numbers_of_channels(const float* from, Index vector) {
  WideChannels<T> out;
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) out.at[e] = from[vector * kWidest<T> + e];
  return out;
}

/// What a batch norm multiplies a vector of channels by.
template <class T>
__device__ __forceinline__ WideChannels<T> scale_of(const AppliedBatchNorm& norm, Index vector) {
  auto scale = numbers_of_channels<T>(norm.gamma, vector);
  const bool known = norm.rstd != nullptr;
  const auto spread = numbers_of_channels<T>(known ? norm.rstd : norm.variance, vector);
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) {
    scale.at[e] =
        known ? scale.at[e] * spread.at[e] : scale.at[e] / sqrtf(spread.at[e] + norm.epsilon);
  }
  return scale;
}

/// The bits of the positive elements of a vector: a byte.
template <class T>
__device__ __forceinline__ void store_mask(const WideChannels<T>& value, Index i,
                                           std::uint8_t* mask) {
  static_assert(kWidest<T> == 8, "masks are of 16-bit maps: a byte a vector");
  unsigned int bits = 0;
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) bits |= (value.at[e] > 0 ? 1u : 0u) << e;
  mask[i] = static_cast<std::uint8_t>(bits);
}

/// A thread writes a vector of channels of one place. `addend` may be null; so may `mask`.
template <class T>
__global__ void __launch_bounds__(kMapThreads)
    apply_batch_norm_kernel(AppliedBatchNorm norm, const T* x, const T* addend, T* y,
                            std::uint8_t* mask) {
  const Index i = global_thread(), vectors = norm.stored / kWidest<T>;
  if (i >= norm.rows * vectors) return;
  const Index vector = i % vectors;
  const auto scale = scale_of<T>(norm, vector);
  const auto beta = numbers_of_channels<T>(norm.beta, vector);
  const auto mean = numbers_of_channels<T>(norm.mean, vector);
  auto value = wide<T>(load<Channels<T>>(x + i * kWidest<T>));
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) {
    value.at[e] = (value.at[e] - mean.at[e]) * scale.at[e] + beta.at[e];
  }
  if (addend != nullptr) {
    const auto other = wide<T>(load<Channels<T>>(addend + i * kWidest<T>));
#pragma unroll
    for (int e = 0; e < kWidest<T>; ++e) value.at[e] += other.at[e];
  }
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) {
    if (norm.relu && value.at[e] < 0) value.at[e] = 0;  // a NaN stays one
  }
  store(y + i * kWidest<T>, narrowed<T>(value));
  if constexpr (kWidest<T> == 8) {
    if (mask != nullptr) store_mask<T>(value, i, mask);
  }
}

/// A thread a channel. The variance comes from the sums of squares, which in fp32 is good enough
/// where the mean is not much larger than the deviation: behind a convolution it is not.
template <class T>
__global__ void __launch_bounds__(kMapThreads)
    finish_batch_norm_kernel(BatchNormSums from, FinishedBatchNorm to) {
  const Index c = global_thread();
  if (c >= from.stored) return;
  const auto count = static_cast<float>(from.count);
  const float mean = from.sums[c] / count;
  const float spread = from.squares[c] / count - mean * mean;
  const float variance = spread > 0 ? spread : 0;
  const float rstd = 1 / sqrtf(variance + from.epsilon);
  const float scale = from.gamma[c] * rstd;
  to.mean[c] = mean;
  to.rstd[c] = rstd;
  to.running_mean[c] += from.momentum * (mean - to.running_mean[c]);
  const float unbiased = variance * (count / (count - 1));
  to.running_variance[c] += from.momentum * (unbiased - to.running_variance[c]);
  array_of<T>(to.scale)[c] = narrow<T>(scale);
  array_of<T>(to.offset)[c] = narrow<T>(from.beta[c] - mean * scale);
}

template <class T>
__global__ void __launch_bounds__(kMapThreads)
    end_batch_norm_backward_kernel(BatchNormFactors factors, const T* dy, const T* x, T* dx) {
  const Index i = global_thread(), vectors = factors.stored / kWidest<T>;
  if (i >= factors.rows * vectors) return;
  const auto a = numbers_of_channels<T>(factors.a, i % vectors);
  const auto b = numbers_of_channels<T>(factors.b, i % vectors);
  const auto c = numbers_of_channels<T>(factors.c, i % vectors);
  auto gradient = wide<T>(load<Channels<T>>(dy + i * kWidest<T>));
  const auto value = wide<T>(load<Channels<T>>(x + i * kWidest<T>));
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) {
    gradient.at[e] = a.at[e] * gradient.at[e] + (b.at[e] * value.at[e] + c.at[e]);
  }
  store(dx + i * kWidest<T>, narrowed<T>(gradient));
}

}  // namespace warpmark::nn
