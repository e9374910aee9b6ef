#pragma once

#include "harness/platform.h"

struct nvmlDevice_st;

namespace warpmark {

/// Adds the state that a GPU is in: persistence, other processes, activity, clock, PCIe link. What
/// `nvml`, the open library, does not say is left as it is.
void describe_state(void* nvml, nvmlDevice_st* device, DeviceInfo& info);

}  // namespace warpmark
