#pragma once

#include "harness/cuda/nvml_library.h"
#include "harness/platform.h"

namespace warpmark {

/// The driver's management library, opened where it is there. CUDA numbers devices among those
/// visible to it, NVML numbers them all: both know a device by its UUID.
class Nvml {
 public:
  /// Adds what NVML knows of the device with `info.uuid`; leaves the rest as it is.
  void describe(DeviceInfo& info) const;

 private:
  NvmlLibrary library_;
};

}  // namespace warpmark
