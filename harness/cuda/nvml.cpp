#include "harness/cuda/nvml.h"

#include "harness/cuda/nvml_state.h"

#include <nvml.h>

#include <dlfcn.h>
#include <type_traits>

namespace warpmark {
namespace {

/// A function of an open library; null where this driver is too old to have it.
template <class Function>
Function* find(void* library, const char* name) {
  return reinterpret_cast<Function*>(dlsym(library, name));
}

}  // namespace

/// The functions used, with the names that the header gives their current versions.
struct Nvml::Library {
  explicit Library(void* handle)
      : handle(handle),
        init(find<decltype(nvmlInit_v2)>(handle, "nvmlInit_v2")),
        shutdown(find<decltype(nvmlShutdown)>(handle, "nvmlShutdown")),
        by_uuid(find<decltype(nvmlDeviceGetHandleByUUID)>(handle, "nvmlDeviceGetHandleByUUID")),
        driver(find<decltype(nvmlSystemGetDriverVersion)>(handle, "nvmlSystemGetDriverVersion")),
        memory(find<decltype(nvmlDeviceGetMemoryInfo)>(handle, "nvmlDeviceGetMemoryInfo")),
        power(find<decltype(nvmlDeviceGetEnforcedPowerLimit)>(handle,
                                                              "nvmlDeviceGetEnforcedPowerLimit")),
        ecc(find<decltype(nvmlDeviceGetEccMode)>(handle, "nvmlDeviceGetEccMode")),
        mig(find<decltype(nvmlDeviceGetMigMode)>(handle, "nvmlDeviceGetMigMode")) {}
  ~Library() { dlclose(handle); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  void* handle;
  decltype(&nvmlInit_v2) init;
  decltype(&nvmlShutdown) shutdown;
  decltype(&nvmlDeviceGetHandleByUUID) by_uuid;
  decltype(&nvmlSystemGetDriverVersion) driver;
  decltype(&nvmlDeviceGetMemoryInfo) memory;
  decltype(&nvmlDeviceGetEnforcedPowerLimit) power;
  decltype(&nvmlDeviceGetEccMode) ecc;
  decltype(&nvmlDeviceGetMigMode) mig;
};

namespace {

/// Calls a function that may be missing or unsupported on this device.
template <class Function, class... Arguments>
bool ask(Function function, Arguments... arguments) {
  return function != nullptr && function(arguments...) == NVML_SUCCESS;
}

/// "on" or "off"; empty where the device has no such mode.
template <class State>
std::string mode(nvmlReturn_t (*function)(nvmlDevice_t, State*, State*), nvmlDevice_t device,
                 std::type_identity_t<State> on) {
  State now{}, after_reboot{};
  if (!ask(function, device, &now, &after_reboot)) return {};
  return now == on ? "on" : "off";
}

}  // namespace

Nvml::Nvml() {
  void* handle = dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return;
  auto library = std::make_unique<Library>(handle);
  if (library->shutdown != nullptr && ask(library->init)) library_ = std::move(library);
}

Nvml::~Nvml() {
  if (library_) library_->shutdown();
}

void Nvml::describe(DeviceInfo& info) const {
  nvmlDevice_t device{};
  if (!library_) return;
  char driver[NVML_SYSTEM_DRIVER_VERSION_BUFFER_SIZE] = {};
  if (ask(library_->driver, driver, static_cast<unsigned int>(sizeof(driver)))) {
    info.driver_version = driver;
  }
  if (!ask(library_->by_uuid, info.uuid.c_str(), &device)) return;
  nvmlMemory_t memory{};
  if (ask(library_->memory, device, &memory)) info.free_bytes = static_cast<double>(memory.free);
  unsigned int milliwatts = 0;
  if (ask(library_->power, device, &milliwatts)) info.power_limit_w = 1e-3 * milliwatts;
  info.ecc = mode(library_->ecc, device, NVML_FEATURE_ENABLED);
  info.mig = mode(library_->mig, device, NVML_DEVICE_MIG_ENABLE);
  describe_state(library_->handle, device, info);
}

}  // namespace warpmark
