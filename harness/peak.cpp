#include "harness/peak.h"

#include <array>
#include <cctype>

namespace warpmark {
namespace {

/// Multiply-adds a cycle and multiprocessor. CUDA C++ Programming Guide, "Arithmetic Instructions",
/// table "Throughput of Native Arithmetic Instructions". fp64 0: tensor cores are faster.
struct Throughput {
  std::string_view compute_capability;
  double fp64, fp32;
};
constexpr std::array<Throughput, 6> kThroughputs{{
    {"7.5", 2, 64},
    {"8.0", 0, 64},
    {"8.6", 2, 128},
    {"8.9", 2, 128},
    {"9.0", 0, 128},
    {"12.0", 2, 128},
}};

/// 10¹² operations a second on tensor cores, without sparsity; 0: there is no such instruction.
struct DataSheet {
  std::string_view product;  // part of the device's name; the first that fits counts
  double fp64, tf32, half, fp8, int8;
};
constexpr std::array<DataSheet, 9> kDataSheets{{
    // NVIDIA H200 Tensor Core GPU, data sheet, "Specifications" (sparse figures halved):
    // https://www.nvidia.com/en-us/data-center/h200/
    {"H200 NVL", 60, 417.5, 835.5, 1670.5, 1670.5},
    {"H200", 67, 494.5, 989.5, 1979, 1979},  // GH200 as well
    // NVIDIA H100 Tensor Core GPU, data sheet, "Product Specifications" (sparse figures halved),
    // and
    // NVIDIA H100 Tensor Core GPU Architecture, table 2, for the PCIe card:
    // https://www.nvidia.com/en-us/data-center/h100/
    // https://resources.nvidia.com/en-us-hopper-architecture/nvidia-h100-tensor-c
    {"H100 NVL", 60, 417.5, 835.5, 1670.5, 1670.5},
    {"H100 PCIe", 51.2, 378, 756, 1513, 1513},
    {"H100 80GB HBM3", 67, 494.5, 989.5, 1979, 1979},
    // NVIDIA A100 Tensor Core GPU, data sheet, "Specifications":
    // https://www.nvidia.com/en-us/data-center/a100/
    {"A100", 19.5, 156, 312, 0, 624},
    // NVIDIA L40S, data sheet, "Specifications": https://www.nvidia.com/en-us/data-center/l40s/
    {"L40S", 0, 183, 362, 733, 733},
    // NVIDIA L4, data sheet, "Specifications" (sparse figures halved):
    // https://www.nvidia.com/en-us/data-center/l4/
    {"L4", 0, 60, 121, 242.5, 242.5},
    // NVIDIA DGX B200, data sheet, an eighth of it, sparse figures halved:
    // https://www.nvidia.com/en-us/data-center/dgx-b200/
    {"B200", 37, 1125, 2250, 4500, 4500},
}};

std::optional<double> known(double value) {
  return value > 0 ? std::optional(value) : std::nullopt;
}

/// L4 is no part of the name of an L40.
bool names(const std::string& device, std::string_view product) {
  const std::size_t at = device.find(product);
  if (at == std::string::npos) return false;
  const std::size_t end = at + product.size();
  return end == device.size() || !std::isalnum(static_cast<unsigned char>(device[end]));
}

std::optional<double> on_cores(const DeviceInfo& gpu, std::string_view dtype) {
  for (const Throughput& row : kThroughputs) {
    if (row.compute_capability != gpu.compute_capability) continue;
    const double multiply_adds = dtype == "fp64" ? row.fp64 : dtype == "fp32" ? row.fp32 : 0;
    return known(2 * multiply_adds * gpu.multiprocessors * gpu.sm_clock_hz);
  }
  return std::nullopt;
}

double on_tensor_cores(const DataSheet& sheet, std::string_view dtype) {
  if (dtype == "fp64") return sheet.fp64;
  if (dtype == "tf32") return sheet.tf32;
  if (dtype == "bf16" || dtype == "fp16") return sheet.half;
  if (dtype == "fp8_e4m3") return sheet.fp8;
  return dtype == "int8" ? sheet.int8 : 0;
}

}  // namespace

std::optional<double> peak_bytes_per_s(const DeviceInfo& gpu) {
  if (gpu.mig == "on") return std::nullopt;
  return known(2 * gpu.mem_clock_hz * gpu.memory_bus_bits / 8);
}

std::optional<double> peak_flops_per_s(const DeviceInfo& gpu, std::string_view dtype) {
  if (gpu.mig == "on") return std::nullopt;
  if (const auto peak = on_cores(gpu, dtype)) return peak;
  for (const DataSheet& sheet : kDataSheets) {
    if (!names(gpu.name, sheet.product)) continue;
    return known(1e12 * on_tensor_cores(sheet, dtype));
  }
  return std::nullopt;
}

}  // namespace warpmark
