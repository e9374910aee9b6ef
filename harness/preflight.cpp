#include "harness/preflight.h"

#include <fmt/format.h>

#include <algorithm>

namespace warpmark {
namespace {

using Warnings = std::vector<Warning>;

constexpr double kNoticeableSteal_pct = 1;

void check_frequency(const CpuInfo& cpu, Warnings& found) {
  if (!cpu.governor.empty() && cpu.governor != "performance") {
    found.push_back({"cpu_governor",
                     fmt::format("the CPU's governor is {}: clocks follow the load", cpu.governor),
                     "cpupower frequency-set -g performance"});
  }
  if (cpu.turbo == "on") {
    found.push_back({"cpu_turbo",
                     "turbo is on: CPU clocks depend on temperature and on the cores in use",
                     "switch it off in the firmware or in /sys/devices/system/cpu"});
  }
}

void check_share(const CpuInfo& cpu, int threads, Warnings& found) {
  const auto cores = static_cast<double>(cpu.usable_cores.size());
  const double quota = cpu.cgroup_quota_cores;
  if (quota > 0 && quota < cores) {
    found.push_back({"cpu_quota",
                     fmt::format("the cgroup may use {:.3g} of {} cores", quota, cores),
                     "raise its CPU quota: this is not the machine's best"});
  }
  const double usable = quota > 0 ? std::min(quota, cores) : cores;
  if (threads > usable) {
    found.push_back({"cpu_oversubscribed",
                     fmt::format("{} threads share {:.3g} cores", threads, usable),
                     "use fewer --threads or OMP_NUM_THREADS"});
  }
}

void check_others(const Environment& environment, Warnings& found) {
  const auto cores = static_cast<double>(environment.cpu.usable_cores.size());
  const double busy = environment.busy_cores.value_or(0), steal = environment.steal_pct.value_or(0);
  if (busy > kQuietShare * cores) {
    found.push_back(
        {"cpu_busy",
         fmt::format("other programs keep {:.1f} of {} cores busy (load average {:.1f})", busy,
                     cores, environment.load_average),
         "end them, or wait"});
  }
  if (steal > kNoticeableSteal_pct) {
    found.push_back({"cpu_steal",
                     fmt::format("the hypervisor has withheld {:.1f} % of the CPU time", steal),
                     "cores of its own for this virtual machine"});
  }
}

void check_state(const DeviceInfo& gpu, Warnings& found) {
  if (gpu.ecc == "off") {
    found.push_back({"gpu_ecc_off", "ECC is off", "nvidia-smi -e 1: results differ with it"});
  }
  if (gpu.mig == "on") {
    found.push_back({"gpu_mig_on", "MIG is on: this is a part of the GPU", "nvidia-smi -mig 0"});
  }
  if (gpu.persistence == "off") {
    found.push_back({"gpu_persistence_off", "persistence mode is off: the driver resets its state",
                     "nvidia-smi -pm 1"});
  }
}

bool shared(const DeviceInfo& gpu) { return gpu.other_processes > 0 || gpu.busy_pct > 0; }

/// The driver tells nobody whether clocks are locked. A clock that has fallen at rest is not.
bool clock_falls_at_rest(const DeviceInfo& gpu) {
  const bool known = gpu.sm_clock_now_hz > 0 && gpu.busy_pct >= 0;
  return known && !shared(gpu) && gpu.sm_clock_now_hz < 0.5 * gpu.sm_clock_hz;
}

void check_activity(const DeviceInfo& gpu, Warnings& found) {
  if (shared(gpu)) {
    found.push_back({"gpu_shared",
                     fmt::format("{} other processes hold it, {:.0f} % busy",
                                 std::max(0, gpu.other_processes), std::max(0.0, gpu.busy_pct)),
                     "nvidia-smi names them; end them or choose another GPU"});
  }
  if (clock_falls_at_rest(gpu)) {
    found.push_back({"gpu_clocks_unlocked",
                     fmt::format("clocks are not locked: {:.0f} MHz at rest, {:.0f} MHz at most",
                                 1e-6 * gpu.sm_clock_now_hz, 1e-6 * gpu.sm_clock_hz),
                     "nvidia-smi -lgc with a clock that it can hold"});
  }
}

void check_link(const DeviceInfo& gpu, Warnings& found) {
  const bool known = gpu.pcie_width > 0 && gpu.pcie_generation > 0;
  const bool lesser =
      gpu.pcie_width < gpu.max_pcie_width || gpu.pcie_generation < gpu.max_pcie_generation;
  if (!known || !lesser) return;
  found.push_back(
      {"gpu_pcie_link",
       fmt::format("the PCIe link is {}.0 x{}, the card's {}.0 x{}", gpu.pcie_generation,
                   gpu.pcie_width, gpu.max_pcie_generation, gpu.max_pcie_width),
       "another slot: e2e timings are the link's"});
}

Warnings warnings_of(const DeviceInfo& gpu) {
  // Only NVML knows the driver's version.
  if (gpu.driver_version.empty()) {
    return {{.code = "gpu_unknown",
             .message = "NVML is not here: other processes, clocks and modes are not known",
             .advice = "install the driver's libnvidia-ml.so.1",
             .note = true}};
  }
  Warnings found;
  check_activity(gpu, found);
  check_state(gpu, found);
  check_link(gpu, found);
  return found;
}

/// Each warning once, preceded by the GPUs that it is about.
void add_gpus(const std::vector<DeviceInfo>& gpus, const std::vector<int>& ordinals,
              Warnings& found) {
  Warnings distinct;
  std::vector<std::string> who;  // of each in `distinct`: "0, 1"
  for (const DeviceInfo& gpu : gpus) {
    if (std::find(ordinals.begin(), ordinals.end(), gpu.ordinal) == ordinals.end()) continue;
    for (const Warning& warning : warnings_of(gpu)) {
      const auto same = std::find_if(distinct.begin(), distinct.end(), [&](const Warning& other) {
        return other.code == warning.code && other.message == warning.message;
      });
      const auto place = static_cast<std::size_t>(same - distinct.begin());
      if (same == distinct.end()) distinct.push_back(warning), who.emplace_back();
      who[place] += (who[place].empty() ? "" : ", ") + std::to_string(gpu.ordinal);
    }
  }
  for (std::size_t i = 0; i < distinct.size(); ++i) {
    distinct[i].message = "GPU " + who[i] + ": " + distinct[i].message;
    found.push_back(distinct[i]);
  }
}

}  // namespace

Warnings preflight(const Environment& environment, int threads, const std::vector<int>& gpus) {
  Warnings found;
  check_frequency(environment.cpu, found);
  check_share(environment.cpu, threads, found);
  check_others(environment, found);
  add_gpus(environment.gpus, gpus, found);
  return found;
}

}  // namespace warpmark
