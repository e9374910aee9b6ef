#pragma once

#include "harness/cuda/buffer.h"
#include "models/data/permutation.h"
#include "models/program.h"

#include <cstdint>

namespace warpmark::nn {

/// What changes from epoch to epoch, in device memory, so that a captured graph is replayed
/// unchanged: the order of the images, and the learning rate of each step.
class EpochSettings {
 public:
  struct OnDevice {
    Permutation order;
    Index number;  // of the epoch
  };

  /// For an epoch of so many images and steps.
  EpochSettings(CudaQueue& queue, std::uint64_t seed, Index images, Index steps);

  /// Enqueues what has changed. Waits for the queue where it has: what is enqueued needs the former
  /// settings, and they leave page-locked memory only now.
  void set(const Steps& steps);

  const OnDevice* epoch() const { return device_.as<OnDevice>(); }
  const float* learning_rate(Index step) const;

 private:
  CudaQueue& queue_;
  std::uint64_t seed_;
  Index images_, steps_, epoch_ = -1;
  PinnedBuffer host_;  // an OnDevice, then a learning rate a step
  DeviceBuffer device_;
};

}  // namespace warpmark::nn
