#pragma once

#include "harness/platform.h"

#include <memory>
#include <string>

namespace warpmark {

/// The driver's management library, opened where it is there. CUDA numbers devices among those
/// visible to it, NVML numbers them all: both know a device by its UUID.
class Nvml {
 public:
  Nvml();
  ~Nvml();
  Nvml(const Nvml&) = delete;
  Nvml& operator=(const Nvml&) = delete;

  /// Adds what NVML knows of the device with `info.uuid`; leaves the rest as it is.
  void describe(DeviceInfo& info) const;

 private:
  struct Library;
  std::unique_ptr<Library> library_;  // empty: not on this host
};

}  // namespace warpmark
