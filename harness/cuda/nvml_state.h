#pragma once

#include "harness/cuda/nvml_library.h"
#include "harness/platform.h"

struct nvmlDevice_st;

namespace warpmark {

/// Adds the state that a GPU is in: other processes, activity, clock, PCIe link. What
/// `nvml` does not say is left as it is.
void describe_state(const NvmlLibrary& nvml, nvmlDevice_st* device, DeviceInfo& info);

}  // namespace warpmark
