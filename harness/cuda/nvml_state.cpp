#include "harness/cuda/nvml_state.h"

#include "harness/proc.h"

#include <nvml.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string>
#include <unistd.h>

namespace warpmark {
namespace {

/// Processes that compute there, this one not counted. In a container their numbers may be the
/// host's, and this one's not among them; but it is asked before this program has a context.
void count_processes(const NvmlLibrary& nvml, nvmlDevice_t device, DeviceInfo& info) {
  std::array<nvmlProcessInfo_t, 1024> processes{};
  auto count = static_cast<unsigned int>(processes.size());
  if (!nvml.ask<decltype(nvmlDeviceGetComputeRunningProcesses_v3)>(
          "nvmlDeviceGetComputeRunningProcesses_v3", device, &count, processes.data())) {
    return;
  }
  const auto self = static_cast<unsigned int>(getpid());
  const auto others = std::count_if(processes.begin(), processes.begin() + count,
                                    [=](const auto& process) { return process.pid != self; });
  info.other_processes = static_cast<int>(others);
}

void add_activity(const NvmlLibrary& nvml, nvmlDevice_t device, DeviceInfo& info) {
  nvmlUtilization_t busy{};
  if (nvml.ask<decltype(nvmlDeviceGetUtilizationRates)>("nvmlDeviceGetUtilizationRates", device,
                                                        &busy)) {
    info.busy_pct = busy.gpu;
  }
  unsigned int megahertz = 0;
  if (nvml.ask<decltype(nvmlDeviceGetClockInfo)>("nvmlDeviceGetClockInfo", device, NVML_CLOCK_SM,
                                                 &megahertz)) {
    info.sm_clock_now_hz = 1e6 * megahertz;
  }
}

constexpr int kMostLanes = 32;

/// Lanes, as the kernel reads them from the card: NVML's greatest width is already the slot's.
int lanes(const std::string& pci_bus_id, const char* file) {
  std::string folder = pci_bus_id;
  std::transform(folder.begin(), folder.end(), folder.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::string text = first_line("/sys/bus/pci/devices/" + folder + '/' + file);
  int count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count > kMostLanes ? 0 : count;  // a virtual machine's bus may say 255: not known
}

/// The generation is the greatest one that the link can have: at rest it runs at a lower one.
void add_link(const NvmlLibrary& nvml, nvmlDevice_t device, DeviceInfo& info) {
  const auto generation = [&](const char* name) {
    unsigned int value = 0;
    nvml.ask<decltype(nvmlDeviceGetMaxPcieLinkGeneration)>(name, device, &value);
    return static_cast<int>(value);
  };
  info.pcie_generation = generation("nvmlDeviceGetMaxPcieLinkGeneration");
  info.max_pcie_generation = generation("nvmlDeviceGetGpuMaxPcieLinkGeneration");
  info.pcie_width = lanes(info.pci_bus_id, "current_link_width");
  info.max_pcie_width = lanes(info.pci_bus_id, "max_link_width");
}

}  // namespace

void describe_state(const NvmlLibrary& nvml, nvmlDevice_st* device, DeviceInfo& info) {
  count_processes(nvml, device, info);
  add_activity(nvml, device, info);
  add_link(nvml, device, info);
}

}  // namespace warpmark
