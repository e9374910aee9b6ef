#include "harness/cgroup.h"
#include "harness/cpu_level.h"
#include "harness/environment.h"
#include "harness/memory.h"
#include "harness/proc.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sched.h>
#include <set>
#include <sstream>
#include <string>

namespace warpmark {
namespace {

namespace fs = std::filesystem;

fs::path cpu_folder(int cpu) { return "/sys/devices/system/cpu/cpu" + std::to_string(cpu); }

/// Socket and core of a logical CPU; one core each where the topology is not readable.
std::pair<int, int> core_of(int cpu) {
  const fs::path topology = cpu_folder(cpu) / "topology";
  const std::string package = first_line(topology / "physical_package_id");
  const std::string core = first_line(topology / "core_id");
  if (package.empty() || core.empty()) return {0, cpu};
  return {std::stoi(package), std::stoi(core)};
}

void count_cores(CpuInfo& info) {
  std::map<std::pair<int, int>, int> first_cpu;  // of each physical core
  std::set<int> sockets;
  for (int cpu = 0; fs::exists(cpu_folder(cpu)); ++cpu) {
    if (first_line(cpu_folder(cpu) / "online") == "0") continue;  // and has no topology
    ++info.logical_cores;
    const auto core = core_of(cpu);
    first_cpu.emplace(core, cpu);
    sockets.insert(core.first);
  }
  info.physical_cores = static_cast<int>(first_cpu.size());
  info.sockets = static_cast<int>(sockets.size());
}

/// "0,2" → {0, 2}.
std::vector<int> core_list(const std::string& text) {
  std::istringstream list(text);
  std::vector<int> cores;
  for (std::string core; std::getline(list, core, ',');) cores.push_back(std::stoi(core));
  return cores;
}

/// One logical CPU of each physical core that the affinity mask allows.
std::vector<int> allowed_cores() {
  if (const char* known = std::getenv(kCoresVariable)) return core_list(known);
  constexpr int kMost = 8192;
  std::vector<unsigned long> bits(kMost / (8 * sizeof(unsigned long)));
  auto* mask = reinterpret_cast<cpu_set_t*>(bits.data());
  sched_getaffinity(0, bits.size() * sizeof(unsigned long), mask);
  std::set<std::pair<int, int>> seen;
  std::vector<int> cores;
  for (int cpu = 0; cpu < kMost; ++cpu) {
    if (!CPU_ISSET_S(cpu, bits.size() * sizeof(unsigned long), mask)) continue;
    if (seen.insert(core_of(cpu)).second) cores.push_back(cpu);
  }
  return cores;
}

struct Cache {
  double bytes = 0;
  std::string shared_by;  // the logical CPUs that it serves, "0-7,64-71"
};

Cache last_level_cache(int cpu) {
  Cache largest;
  for (int level = 0; level < 8; ++level) {
    const fs::path cache = cpu_folder(cpu) / "cache" / ("index" + std::to_string(level));
    const std::string size = first_line(cache / "size");  // "32768K"
    const double bytes = size.empty() ? 0 : std::stod(size) * 1024;
    if (bytes > largest.bytes) largest = {bytes, first_line(cache / "shared_cpu_list")};
  }
  return largest;
}

double all_last_level_caches(const std::vector<int>& cores) {
  std::map<std::string, double> caches;
  for (int core : cores) {
    const Cache cache = last_level_cache(core);
    caches[cache.shared_by] = cache.bytes;
  }
  double bytes = 0;
  for (const auto& [shared_by, size] : caches) bytes += size;
  return bytes;
}

std::string turbo() {
  const std::string no_turbo = first_line("/sys/devices/system/cpu/intel_pstate/no_turbo");
  if (!no_turbo.empty()) return no_turbo == "0" ? "on" : "off";
  const std::string boost = first_line("/sys/devices/system/cpu/cpufreq/boost");
  return boost.empty() ? "" : boost == "1" ? "on" : "off";
}

}  // namespace

CpuInfo query_cpu() {
  CpuInfo info;
  info.model = proc_value("/proc/cpuinfo", "model name");
  count_cores(info);
  info.usable_cores = allowed_cores();
  info.cgroup_quota_cores = cgroup_cores();
  info.usable_threads = static_cast<int>(info.usable_cores.size());
  if (info.cgroup_quota_cores > 0) {
    info.usable_threads =
        std::clamp(static_cast<int>(info.cgroup_quota_cores), 1, info.usable_threads);
  }
  info.last_level_cache_bytes = last_level_cache(0).bytes;
  info.all_last_level_bytes = all_last_level_caches(info.usable_cores);
  info.memory_bytes = installed_memory_bytes();
  info.available_bytes = available_memory_bytes();
  info.isa = cpu_level();
  info.governor = first_line(cpu_folder(0) / "cpufreq/scaling_governor");
  info.turbo = turbo();
  return info;
}

}  // namespace warpmark
