#pragma once

#include "models/backends/cuda/maps.cuh"
#include "models/backends/cuda/metrics.cuh"

namespace warpmark::nn {

struct Logits {
  Index count, classes, stored;
};

/// A warp an image. The label's rank among equals counts: the first largest logit is the answer.
template <class T>
__global__ void __launch_bounds__(kMapThreads)
    softmax_loss_kernel(Logits shape, const T* logits, const std::int32_t* labels, float scale,
                        ImageMetrics* metrics, T* dlogits) {
  const Index image = global_thread() / kWarp;
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  if (image >= shape.count) return;
  const T* const z = logits + image * shape.stored;
  const Index label = labels[image];
  float largest = -INFINITY;
  for (Index c = lane; c < shape.classes; c += kWarp) largest = Max{}(largest, widen(z[c]));
  largest = warp_reduce(largest, Max{});
  float sum = 0;
  int before = 0;  // classes before the label that are as large as the largest
  for (Index c = lane; c < shape.classes; c += kWarp) {
    sum += expf(widen(z[c]) - largest);
    before += c < label && widen(z[c]) == largest;
  }
  sum = warp_reduce(sum, Plus{});
  before = warp_reduce(before, Plus{});
  if (lane == 0) {
    const float of_label = widen(z[label]);
    metrics[image] = {logf(sum) - (of_label - largest), of_label == largest && before == 0};
  }
  if (dlogits == nullptr) return;
  const float factor = scale / static_cast<float>(shape.count);
  for (Index c = lane; c < shape.stored; c += kWarp) {
    const float p = c < shape.classes ? expf(widen(z[c]) - largest) / sum : 0;
    dlogits[image * shape.stored + c] = narrow<T>((p - (c == label ? 1.0f : 0.0f)) * factor);
  }
}

template <int kThreads>
__global__ void __launch_bounds__(kThreads)
    add_metrics_kernel(const ImageMetrics* metrics, Index count, Totals* totals) {
  add_in_order(metrics, count, totals);
}

}  // namespace warpmark::nn
