#include "harness/cuda/check.h"
#include "harness/cuda/nvml.h"
#include "harness/cuda/nvml_sensor.h"
#include "harness/cuda/queue.h"
#include "harness/cuda/self_checks.h"
#include "harness/cuda/spin.h"
#include "harness/cuda/stopwatch.h"
#include "harness/module.h"

#include <cuda_profiler_api.h>
#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <array>
#include <map>
#include <optional>

namespace warpmark {
namespace {

/// 13000 → "13.0"
std::string version_text(int version) {
  return fmt::format("{}.{}", version / 1000, version % 1000 / 10);
}

/// "GPU-5a3c…-…", as nvidia-smi prints it.
std::string uuid_text(const cudaUUID_t& uuid) {
  std::string out = "GPU";
  for (int i = 0; i < 16; ++i) {
    if (i == 0 || i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += fmt::format("{:02x}", static_cast<unsigned char>(uuid.bytes[i]));
  }
  return out;
}

double attribute(cudaDeviceAttr which, int ordinal) {
  int value = 0;
  WARPMARK_CUDA_CHECK(cudaDeviceGetAttribute(&value, which, ordinal));
  return value;
}

std::string pci_bus_id(int ordinal) {
  std::array<char, 32> text{};
  WARPMARK_CUDA_CHECK(cudaDeviceGetPCIBusId(text.data(), text.size(), ordinal));
  return text.data();
}

DeviceInfo describe(int ordinal) {
  cudaDeviceProp properties;
  WARPMARK_CUDA_CHECK(cudaGetDeviceProperties(&properties, ordinal));
  int runtime = 0;
  WARPMARK_CUDA_CHECK(cudaRuntimeGetVersion(&runtime));
  DeviceInfo info;
  info.ordinal = ordinal;
  info.name = properties.name;
  info.uuid = uuid_text(properties.uuid);
  info.compute_capability = fmt::format("{}.{}", properties.major, properties.minor);
  info.cuda_version = version_text(runtime);
  info.multiprocessors = properties.multiProcessorCount;
  info.memory_bytes = static_cast<double>(properties.totalGlobalMem);
  info.l2_bytes = properties.l2CacheSize;
  info.sm_clock_hz = 1e3 * attribute(cudaDevAttrClockRate, ordinal);
  info.mem_clock_hz = 1e3 * attribute(cudaDevAttrMemoryClockRate, ordinal);
  info.memory_bus_bits = properties.memoryBusWidth;
  info.pci_bus_id = pci_bus_id(ordinal);
  return info;
}

/// The pool that DeviceBuffer takes its memory from.
cudaMemPool_t pool_of(Queue& queue) {
  cudaMemPool_t pool = nullptr;
  WARPMARK_CUDA_CHECK(cudaDeviceGetDefaultMemPool(&pool, cuda_queue(queue).ordinal()));
  return pool;
}

class CudaPlatform : public Platform {
 public:
  std::vector<DeviceInfo> devices() override {
    int count = 0;
    if (cudaGetDeviceCount(&count) != cudaSuccess) count = 0;
    std::vector<DeviceInfo> all;
    if (count > 0 && !nvml_) nvml_.emplace();
    for (int ordinal = 0; ordinal < count; ++ordinal) {
      DeviceInfo& info = all.emplace_back(describe(ordinal));
      nvml_->describe(info);
      if (info.free_bytes == 0) info.free_bytes = free_bytes(ordinal);
    }
    return all;
  }

  std::string absence() const override {
    int count = 0, driver = 0, runtime = 0;
    const cudaError_t status = cudaGetDeviceCount(&count);
    cudaDriverGetVersion(&driver);
    cudaRuntimeGetVersion(&runtime);
    if (status == cudaSuccess && count > 0) return {};
    if (status == cudaErrorInsufficientDriver && driver > 0) {
      return fmt::format("the driver supports CUDA {}, this program needs {}", version_text(driver),
                         version_text(runtime));
    }
    if (driver == 0) return "no CUDA driver";
    if (status == cudaSuccess || status == cudaErrorNoDevice) return "no CUDA-capable device";
    return cudaGetErrorString(status);
  }

  /// Asked of the device itself, which costs a context there.
  double free_bytes(int ordinal) override {
    int current = 0;
    std::size_t free = 0, total = 0;
    WARPMARK_CUDA_CHECK(cudaGetDevice(&current));
    WARPMARK_CUDA_CHECK(cudaSetDevice(ordinal));
    WARPMARK_CUDA_CHECK(cudaMemGetInfo(&free, &total));
    WARPMARK_CUDA_CHECK(cudaSetDevice(current));
    return static_cast<double>(free);
  }

  std::unique_ptr<Queue> make_queue(int ordinal) override {
    auto queue = std::make_unique<CudaQueue>(ordinal);
    require_code_for(*queue);
    return queue;
  }

  std::unique_ptr<Stopwatch> make_stopwatch(Timing timing, Queue& queue, bool profiled) override {
    return make_cuda_stopwatch(timing, cuda_queue(queue), profiled);
  }

  // Switched off by a destructor; what is wrong by then, the next call says.
  void capture(bool on) override {
    if (on) WARPMARK_CUDA_CHECK(cudaProfilerStart());
    if (!on) static_cast<void>(cudaProfilerStop());
  }

  Sensor* sensor(int ordinal) override {
    const auto [known, is_new] = sensors_.try_emplace(ordinal);
    if (is_new) known->second = make_nvml_sensor(describe(ordinal).uuid);
    return known->second.get();
  }

  double peak_memory_bytes(Queue& queue) override {
    std::uint64_t peak = 0;
    WARPMARK_CUDA_CHECK(cudaMemPoolGetAttribute(pool_of(queue), cudaMemPoolAttrUsedMemHigh, &peak));
    return static_cast<double>(peak);
  }

  void reset_peak_memory(Queue& queue) override {
    std::uint64_t none = 0;
    WARPMARK_CUDA_CHECK(cudaMemPoolSetAttribute(pool_of(queue), cudaMemPoolAttrUsedMemHigh, &none));
  }

 private:
  std::optional<Nvml> nvml_;                        // opened when there is a device
  std::map<int, std::unique_ptr<Sensor>> sensors_;  // null: NVML does not know the device
};

}  // namespace

void cuda_platform(Module& module) {
  module.platform = std::make_unique<CudaPlatform>();
  module.self_checks = cuda_self_checks;
}

}  // namespace warpmark
