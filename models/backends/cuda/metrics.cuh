#pragma once

#include "harness/cuda/device.cuh"

namespace warpmark::nn {

/// What an image adds to the metrics.
struct ImageMetrics {
  float loss;
  int correct;
};

/// Over the steps since the metrics were read.
struct Totals {
  double loss;  // sum over the images
  long long correct, skipped_steps;
};

/// Adds the metrics of a batch, always in the same order: by one warp.
__device__ __forceinline__ void add_in_order(const ImageMetrics* metrics, Index count,
                                             Totals* totals) {
  double loss = 0;
  int correct = 0;
  for (Index i = threadIdx.x % kWarp; i < count; i += kWarp) {
    loss += metrics[i].loss;
    correct += metrics[i].correct;
  }
  loss = warp_reduce(loss, Plus{});
  correct = warp_reduce(correct, Plus{});
  if (threadIdx.x % kWarp == 0) {
    totals->loss += loss;
    totals->correct += correct;
  }
}

}  // namespace warpmark::nn
