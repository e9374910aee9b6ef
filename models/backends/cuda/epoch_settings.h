#pragma once

#include "harness/cuda/buffer.h"
#include "models/data/permutation.h"
#include "models/program.h"

#include <cstdint>
#include <vector>

namespace warpmark::nn {

/// What changes from epoch to epoch and from step to step, in device memory, so that a captured
/// graph is replayed unchanged: the order of the images, the learning rate of each step, and the
/// step. Nothing here waits.
class EpochSettings {
 public:
  struct OnDevice {
    Permutation order;
    Index number;  // of the epoch
    Index step;    // that captured work begins with when it is replayed
  };

  /// For an epoch of so many images and steps.
  EpochSettings(CudaQueue& queue, std::uint64_t seed, Index images, Index steps);

  /// Enqueues what has changed but the step. Throws std::invalid_argument for steps that the epoch
  /// does not have.
  void set(const Steps& steps);

  /// Enqueues: the step is this one; is so many further on.
  void go_to(Index step);
  void advance(Index steps);

  const OnDevice* epoch() const { return device_.as<OnDevice>(); }
  const float* learning_rate(Index step) const;

 private:
  void upload_epoch(Index number);
  void upload_rates(Index first, Index count);

  CudaQueue& queue_;
  std::uint64_t seed_;
  Index images_, epoch_ = -1;
  std::vector<float> rates_;  // of each step
  DeviceBuffer device_;       // an OnDevice, then the rates
};

}  // namespace warpmark::nn
