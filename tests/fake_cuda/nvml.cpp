// The driver's management library, as far as harness/cuda asks it.

#include "tests/fake_cuda/nvml.h"

#include <nvml.h>

#include <cstring>

namespace warpmark {

std::vector<fake_nvml::Gpu>& fake_nvml::gpus() {
  static std::vector<Gpu> all;
  return all;
}

namespace {

const fake_nvml::Gpu& gpu(nvmlDevice_t device) {
  return *reinterpret_cast<const fake_nvml::Gpu*>(device);
}

nvmlReturn_t give(const std::function<unsigned long long()>& source, unsigned long long* value) {
  if (!source) return NVML_ERROR_NOT_SUPPORTED;
  *value = source();
  return NVML_SUCCESS;
}

}  // namespace
}  // namespace warpmark

using warpmark::gpu;

extern "C" {

/// Without GPUs there is no driver either.
nvmlReturn_t nvmlInit_v2() {
  return warpmark::fake_nvml::gpus().empty() ? NVML_ERROR_DRIVER_NOT_LOADED : NVML_SUCCESS;
}
nvmlReturn_t nvmlShutdown() { return NVML_SUCCESS; }

nvmlReturn_t nvmlSystemGetDriverVersion(char* version, unsigned int length) {
  std::strncpy(version, "580.65.06", length);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetHandleByUUID(const char* uuid, nvmlDevice_t* device) {
  for (auto& known : warpmark::fake_nvml::gpus()) {
    if (known.uuid != uuid) continue;
    *device = reinterpret_cast<nvmlDevice_t>(&known);
    return NVML_SUCCESS;
  }
  return NVML_ERROR_NOT_FOUND;
}

nvmlReturn_t nvmlDeviceGetHandleByPciBusId_v2(const char* bus, nvmlDevice_t* device) {
  for (auto& known : warpmark::fake_nvml::gpus()) {
    if (known.pci_bus_id.empty() || known.pci_bus_id != bus) continue;
    *device = reinterpret_cast<nvmlDevice_t>(&known);
    return NVML_SUCCESS;
  }
  return NVML_ERROR_NOT_FOUND;
}

nvmlReturn_t nvmlDeviceGetMigMode(nvmlDevice_t device, unsigned int* now, unsigned int* pending) {
  if (gpu(device).pci_bus_id.empty()) return NVML_ERROR_NOT_SUPPORTED;
  *now = *pending = gpu(device).sliced ? NVML_DEVICE_MIG_ENABLE : NVML_DEVICE_MIG_DISABLE;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetMemoryInfo(nvmlDevice_t device, nvmlMemory_t* memory) {
  memory->free = gpu(device).free_bytes;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetClockInfo(nvmlDevice_t device, nvmlClockType_t type, unsigned int* mhz) {
  if (type != NVML_CLOCK_MEM && type != NVML_CLOCK_SM) return NVML_ERROR_INVALID_ARGUMENT;
  *mhz = type == NVML_CLOCK_MEM ? gpu(device).mem_clock_mhz : gpu(device).sm_clock_mhz;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetPersistenceMode(nvmlDevice_t device, nvmlEnableState_t* mode) {
  *mode = gpu(device).persistent ? NVML_FEATURE_ENABLED : NVML_FEATURE_DISABLED;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetUtilizationRates(nvmlDevice_t device, nvmlUtilization_t* busy) {
  busy->gpu = gpu(device).busy_pct;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v3(nvmlDevice_t device, unsigned int* count,
                                                     nvmlProcessInfo_t* processes) {
  const auto& all = gpu(device).processes;
  if (*count < all.size()) return NVML_ERROR_INSUFFICIENT_SIZE;
  *count = static_cast<unsigned int>(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) processes[i] = {all[i], 0, 0, 0};
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetMaxPcieLinkGeneration(nvmlDevice_t, unsigned int* generation) {
  *generation = 4;
  return NVML_SUCCESS;
}
nvmlReturn_t nvmlDeviceGetGpuMaxPcieLinkGeneration(nvmlDevice_t, unsigned int* generation) {
  *generation = 5;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetTemperatureV(nvmlDevice_t device, nvmlTemperature_t* temperature) {
  if (temperature->version != nvmlTemperature_v1) return NVML_ERROR_ARGUMENT_VERSION_MISMATCH;
  temperature->temperature = static_cast<int>(gpu(device).temperature_c);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetFieldValues(nvmlDevice_t device, int count, nvmlFieldValue_t* values) {
  for (int i = 0; i < count; ++i) {
    const bool power = values[i].fieldId == NVML_FI_DEV_POWER_INSTANT;
    values[i].nvmlReturn = power ? NVML_SUCCESS : NVML_ERROR_NOT_SUPPORTED;
    values[i].value.uiVal = gpu(device).power_mw;
  }
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetCurrentClocksEventReasons(nvmlDevice_t device,
                                                    unsigned long long* reasons) {
  return warpmark::give(gpu(device).reasons, reasons);
}

nvmlReturn_t nvmlDeviceGetTotalEnergyConsumption(nvmlDevice_t device,
                                                 unsigned long long* millijoules) {
  return warpmark::give(gpu(device).energy_mj, millijoules);
}

}  // extern "C"
