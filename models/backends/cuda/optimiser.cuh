#pragma once

#include "models/backends/cuda/maps.cuh"
#include "models/backends/cuda/metrics.cuh"

namespace warpmark::nn {

constexpr int kFour = 4;

/// Four neighbours of an array, in fp32.
template <class T>
__device__ __forceinline__ Vec<float, kFour> load_four(const T* from) {
  const auto read = load<Vec<T, kFour>>(from);
  Vec<float, kFour> out;
#pragma unroll
  for (int e = 0; e < kFour; ++e) out.at[e] = widen(read.at[e]);
  return out;
}

/// Gradients of all parameters: the first of them as T, the rest in fp32.
template <class T>
struct Gradients {
  const T* narrow;
  Index narrow_count;
  const float* wide;

  __device__ __forceinline__ Vec<float, kFour> four(Index i) const {
    return i < narrow_count ? load_four(narrow + i) : load_four(wide + (i - narrow_count));
  }
};

template <class T>
__global__ void __launch_bounds__(kMapThreads)
    find_overflow_kernel(Gradients<T> gradients, Index n, std::int32_t* overflow) {
  const Index i = kFour * global_thread();
  if (i >= n) return;
  const auto gradient = gradients.four(i);
#pragma unroll
  for (int e = 0; e < kFour; ++e) {
    // x - x is 0 for what is finite alone.
    if (!(gradient.at[e] - gradient.at[e] == 0)) *overflow = 1;
  }
}

/// T: of the gradients, Twin: of the copies that kernels compute with.
template <class T, class Twin>
struct SgdStep {
  float* parameters;
  float* velocities;
  Gradients<T> gradients;
  Twin* twins;  // may be null
  Index n;
  const float* learning_rate;
  const Index* step;  // may be null
  float momentum, inverse_scale;
  const std::int32_t* overflow;  // may be null
  Totals* totals;                // of steps that are skipped
};

/// A thread updates four neighbours. What no other kernel reads is the first to leave the caches:
/// the velocities, and the parameters where others compute with their twins.
template <class T, class Twin>
__global__ void __launch_bounds__(kMapThreads) sgd_kernel(SgdStep<T, Twin> step) {
  using Four = Vec<float, kFour>;
  constexpr bool kAlone = !std::is_same_v<Twin, float>;
  const Index i = kFour * global_thread();
  if (i >= step.n) return;
  if (step.overflow != nullptr && *step.overflow != 0) {
    if (i == 0) step.totals->skipped_steps += 1;
    return;
  }
  const auto gradient = step.gradients.four(i);
  auto velocity = load_once<Four>(step.velocities + i);
  auto parameter = kAlone ? load_once<Four>(step.parameters + i) : load<Four>(step.parameters + i);
  const float rate = step.learning_rate[step.step == nullptr ? 0 : *step.step];
  Vec<Twin, kFour> twin;
#pragma unroll
  for (int e = 0; e < kFour; ++e) {
    velocity.at[e] = step.momentum * velocity.at[e] + gradient.at[e] * step.inverse_scale;
    parameter.at[e] -= rate * velocity.at[e];
    twin.at[e] = narrow<Twin>(parameter.at[e]);
  }
  store_once(step.velocities + i, velocity);
  kAlone ? store_once(step.parameters + i, parameter) : store(step.parameters + i, parameter);
  if (step.twins != nullptr) store(step.twins + i, twin);
}

}  // namespace warpmark::nn
