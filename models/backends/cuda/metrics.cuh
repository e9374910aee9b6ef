#pragma once

#include "harness/cuda/device.cuh"
#include "models/backends/cuda/metrics.h"

namespace warpmark::nn {

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
