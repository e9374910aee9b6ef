#pragma once

#include <functional>
#include <string>
#include <vector>

namespace warpmark::fake_nvml {

/// What NVML says of a GPU. Functions that are empty: the GPU does not have it. They may be called
/// by several threads.
struct Gpu {
  std::string uuid;
  unsigned int mem_clock_mhz = 2619, temperature_c = 41, power_mw = 350'500;
  unsigned long long free_bytes = 1 << 20;
  unsigned int sm_clock_mhz = 345, busy_pct = 0;
  bool persistent = true, sliced = false;
  std::string pci_bus_id = {};
  std::vector<unsigned int> processes = {};
  std::function<unsigned long long()> reasons = [] { return 0ull; };
  std::function<unsigned long long()> energy_mj = {};
};

/// In NVML's order, which is not CUDA's.
std::vector<Gpu>& gpus();

/// UUIDs as tests/fake_cuda/description.cpp makes them.
inline std::string uuid(int ordinal) {
  std::string out = "GPU";
  for (int i = 0; i < 16; ++i) {
    if (i == 0 || i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += "a" + std::to_string(ordinal);
  }
  return out;
}

}  // namespace warpmark::fake_nvml
