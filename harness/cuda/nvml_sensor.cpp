#include "harness/cuda/nvml_sensor.h"

#include "harness/cuda/nvml_library.h"

#include <nvml.h>

namespace warpmark {
namespace {

/// Functions by the names that the header gives their current versions.
class NvmlSensor : public Sensor {
 public:
  explicit NvmlSensor(const std::string& uuid)
      : found_(nvml_.ask<decltype(nvmlDeviceGetHandleByUUID)>("nvmlDeviceGetHandleByUUID",
                                                              uuid.c_str(), &device_)) {}

  bool found() const { return found_; }

  Reading read() override {
    return {.mem_clock_hz = mem_clock_hz(),
            .temperature_c = temperature_c(),
            .power_w = power_w(),
            .throttle = throttle()};
  }

  std::optional<double> energy_j() override {
    unsigned long long millijoules = 0;
    if (!nvml_.ask<decltype(nvmlDeviceGetTotalEnergyConsumption)>(
            "nvmlDeviceGetTotalEnergyConsumption", device_, &millijoules)) {
      return std::nullopt;
    }
    return 1e-3 * static_cast<double>(millijoules);
  }

 private:
  std::optional<double> mem_clock_hz() const {
    unsigned int megahertz = 0;
    if (!nvml_.ask<decltype(nvmlDeviceGetClockInfo)>("nvmlDeviceGetClockInfo", device_,
                                                     NVML_CLOCK_MEM, &megahertz)) {
      return std::nullopt;
    }
    return 1e6 * megahertz;
  }

  std::optional<double> temperature_c() const {
    nvmlTemperature_t temperature{};
    temperature.version = nvmlTemperature_v1;
    temperature.sensorType = NVML_TEMPERATURE_GPU;
    if (!nvml_.ask<decltype(nvmlDeviceGetTemperatureV)>("nvmlDeviceGetTemperatureV", device_,
                                                        &temperature)) {
      return std::nullopt;
    }
    return temperature.temperature;
  }

  /// At this moment: what nvmlDeviceGetPowerUsage returns is a mean over a second.
  std::optional<double> power_w() const {
    nvmlFieldValue_t field{};
    field.fieldId = NVML_FI_DEV_POWER_INSTANT;
    field.scopeId = NVML_POWER_SCOPE_GPU;
    const bool answered = nvml_.ask<decltype(nvmlDeviceGetFieldValues)>("nvmlDeviceGetFieldValues",
                                                                        device_, 1, &field);
    if (!answered || field.nvmlReturn != NVML_SUCCESS) return std::nullopt;
    return 1e-3 * field.value.uiVal;
  }

  std::optional<std::uint64_t> throttle() const {
    unsigned long long reasons = 0;
    if (!nvml_.ask<decltype(nvmlDeviceGetCurrentClocksEventReasons)>(
            "nvmlDeviceGetCurrentClocksEventReasons", device_, &reasons)) {
      return std::nullopt;
    }
    return reasons;
  }

  NvmlLibrary nvml_;
  nvmlDevice_t device_{};
  bool found_;
};

}  // namespace

std::unique_ptr<Sensor> make_nvml_sensor(const std::string& uuid) {
  auto sensor = std::make_unique<NvmlSensor>(uuid);
  if (!sensor->found()) return nullptr;
  return sensor;
}

}  // namespace warpmark
