#include "harness/cuda/nvml.h"

#include "harness/cuda/nvml_state.h"

#include <nvml.h>

#include <string>

namespace warpmark {
namespace {

/// "on" or "off"; empty where the device has no such mode.
std::string mode(bool known, unsigned int state, unsigned int on) {
  if (!known) return {};
  return state == on ? "on" : "off";
}

std::string ecc(const NvmlLibrary& nvml, nvmlDevice_t device) {
  nvmlEnableState_t now{}, after_reboot{};
  const bool known =
      nvml.ask<decltype(nvmlDeviceGetEccMode)>("nvmlDeviceGetEccMode", device, &now, &after_reboot);
  return mode(known, now, NVML_FEATURE_ENABLED);
}

std::string mig(const NvmlLibrary& nvml, nvmlDevice_t device) {
  unsigned int now = 0, after_reboot = 0;
  const bool known =
      nvml.ask<decltype(nvmlDeviceGetMigMode)>("nvmlDeviceGetMigMode", device, &now, &after_reboot);
  return mode(known, now, NVML_DEVICE_MIG_ENABLE);
}

std::string persistence(const NvmlLibrary& nvml, nvmlDevice_t device) {
  nvmlEnableState_t now{};
  const bool known = nvml.ask<decltype(nvmlDeviceGetPersistenceMode)>(
      "nvmlDeviceGetPersistenceMode", device, &now);
  return mode(known, now, NVML_FEATURE_ENABLED);
}

}  // namespace

void Nvml::describe(DeviceInfo& info) const {
  char driver[NVML_SYSTEM_DRIVER_VERSION_BUFFER_SIZE] = {};
  if (library_.ask<decltype(nvmlSystemGetDriverVersion)>(
          "nvmlSystemGetDriverVersion", driver, static_cast<unsigned int>(sizeof(driver)))) {
    info.driver_version = driver;
  }
  nvmlDevice_t device{};
  const bool whole = library_.ask<decltype(nvmlDeviceGetHandleByUUID)>("nvmlDeviceGetHandleByUUID",
                                                                       info.uuid.c_str(), &device);
  // A slice of a GPU has a UUID of its own, and the card's place.
  if (!whole && !library_.ask<decltype(nvmlDeviceGetHandleByPciBusId_v2)>(
                    "nvmlDeviceGetHandleByPciBusId_v2", info.pci_bus_id.c_str(), &device)) {
    return;
  }
  nvmlMemory_t memory{};
  if (whole &&
      library_.ask<decltype(nvmlDeviceGetMemoryInfo)>("nvmlDeviceGetMemoryInfo", device, &memory)) {
    info.free_bytes = static_cast<double>(memory.free);
  }
  unsigned int milliwatts = 0;
  if (library_.ask<decltype(nvmlDeviceGetEnforcedPowerLimit)>("nvmlDeviceGetEnforcedPowerLimit",
                                                              device, &milliwatts)) {
    info.power_limit_w = 1e-3 * milliwatts;
  }
  info.ecc = ecc(library_, device);
  info.mig = mig(library_, device);
  info.persistence = persistence(library_, device);
  describe_state(library_, device, info);
}

}  // namespace warpmark
