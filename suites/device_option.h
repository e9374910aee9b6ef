#pragma once

#include "harness/device.h"

#include <string>
#include <vector>

namespace warpmark {

/// What --device chooses; by default the CPU and the first GPU.
struct DeviceChoice {
  bool cpu = true;
  bool every_gpu = false;
  std::vector<int> gpus = {0};
};

/// "cpu", "gpu" (the first), "all" (the CPU and every GPU), "0,1" (these GPUs), or several of them:
/// "cpu,1". Throws UsageError.
DeviceChoice parse_devices(const std::string& text);

/// The devices chosen on a machine with `gpus` GPUs. Where it has none, one that is not present
/// stands for all, so that its rows say why they were skipped. Throws UsageError for a GPU that is
/// not there beside others that are.
std::vector<Device> resolve(const DeviceChoice& choice, int gpus);

}  // namespace warpmark
