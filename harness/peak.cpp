#include "harness/peak.h"

#include <array>
#include <cctype>

namespace warpmark {
namespace {

/// Multiply-adds a cycle and multiprocessor. NVIDIA, CUDA C++ Best Practices Guide 13, "Throughput
/// of Native Arithmetic Instructions" (until CUDA 12 in the CUDA C++ Programming Guide), rows
/// "32-bit" and "64-bit floating-point add, multiply, multiply-add":
/// https://docs.nvidia.com/cuda/cuda-c-best-practices-guide/#throughput-of-native-arithmetic-instructions
/// The two units for fp64 of 7.5, 8.6 and 8.9 are also in the whitepapers of TU102, GA102 and AD102
/// (notes to the figures of the whole GPU). fp64 0: tensor cores are faster.
struct Throughput {
  std::string_view compute_capability;
  double fp64, fp32;
};
constexpr std::array<Throughput, 8> kThroughputs{{
    {"7.5", 2, 64},
    {"8.0", 0, 64},
    {"8.6", 2, 128},
    {"8.9", 2, 128},
    {"9.0", 0, 128},
    {"10.0", 64, 128},
    {"12.0", 2, 128},
    {"12.1", 2, 128},
}};

/// 10¹² operations a second on tensor cores, without sparsity: half of what data sheets print with
/// it. 0: there is no such instruction, or it is no faster than that of the cores.
struct DataSheet {
  std::string_view product;  // words of the device's name; the first that fits counts
  double fp64, tf32, half, fp8, int8;
};
constexpr std::array<DataSheet, 10> kDataSheets{{
    // Ampere. NVIDIA A100 Tensor Core GPU, data sheet (all boards the same):
    // https://www.nvidia.com/en-us/data-center/a100/
    {"A100", 19.5, 156, 312, 0, 624},
    // Ada. NVIDIA L40S and NVIDIA L4, data sheets:
    // https://www.nvidia.com/en-us/data-center/l40s/
    // https://www.nvidia.com/en-us/data-center/l4/
    {"L40S", 0, 183, 362.05, 733, 733},
    {"L4", 0, 60, 121, 242.5, 242.5},
    // Hopper. NVIDIA H100 and H200 Tensor Core GPU, data sheets, that of the PCIe card of 2023:
    // https://www.nvidia.com/en-us/data-center/h100/
    // https://www.nvidia.com/en-us/data-center/h200/
    {"H100 80GB HBM3", 67, 494.5, 989.5, 1979, 1979},
    {"H100 PCIe", 51, 378, 756.5, 1513, 1513},
    {"H100 NVL", 60, 417.5, 835.5, 1670.5, 1670.5},
    {"H200 NVL", 60, 417.5, 835.5, 1670.5, 1670.5},
    {"H200", 67, 494.5, 989.5, 1979, 1979},
    // Blackwell. NVIDIA GB200 NVL72 and HGX B200, data sheet, "Individual Blackwell GPU"; tf32 of
    // the B200, which is rounded there, an eighth of the HGX board's 18 PFLOPS:
    // https://www.nvidia.com/en-us/data-center/gb200-nvl72/
    // https://www.nvidia.com/en-us/data-center/hgx/
    {"GB200", 0, 1250, 2500, 5000, 5000},
    {"B200", 0, 1125, 2250, 4500, 4500},
}};

std::optional<double> known(double value) {
  return value > 0 ? std::optional(value) : std::nullopt;
}

/// L4 is no part of the name of an L40, nor B200 of that of a GB200.
bool names(const std::string& device, std::string_view product) {
  const auto in_word = [&](std::size_t at) {
    return at < device.size() && std::isalnum(static_cast<unsigned char>(device[at]));
  };
  const std::size_t at = device.find(product);
  if (at == std::string::npos || in_word(at + product.size())) return false;
  return at == 0 || !in_word(at - 1);
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
