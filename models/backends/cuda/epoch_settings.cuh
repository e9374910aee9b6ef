#pragma once

#include "harness/cuda/device.cuh"
#include "models/backends/cuda/epoch_settings.h"

namespace warpmark::nn {

/// As many as a kernel's arguments, 4 KiB, have room for.
struct SomeRates {
  static constexpr int kMost = 960;
  int count;
  float rate[kMost];
};

template <int kThreads>
__global__ void __launch_bounds__(kThreads)
    write_epoch_kernel(EpochSettings::OnDevice from, EpochSettings::OnDevice* to) {
  to->order = from.order;
  to->number = from.number;
}

template <int kThreads>
__global__ void __launch_bounds__(kThreads) write_rates_kernel(SomeRates from, float* to) {
  for (int i = static_cast<int>(threadIdx.x); i < from.count; i += kThreads) to[i] = from.rate[i];
}

template <int kThreads>
__global__ void __launch_bounds__(kThreads)
    go_to_kernel(EpochSettings::OnDevice* epoch, Index step) {
  epoch->step = step;
}

template <int kThreads>
__global__ void __launch_bounds__(kThreads)
    advance_kernel(EpochSettings::OnDevice* epoch, Index steps) {
  epoch->step += steps;
}

}  // namespace warpmark::nn
