#include "harness/memory.h"

#include "harness/cgroup.h"
#include "harness/proc.h"

#include <algorithm>
#include <fstream>
#include <string>

namespace warpmark {
namespace {

double meminfo_bytes(const std::string& key) {
  const std::string value = proc_value("/proc/meminfo", key);
  return value.empty() ? 0 : std::stod(value) * 1024;
}

}  // namespace

double installed_memory_bytes() { return meminfo_bytes("MemTotal"); }

double available_memory_bytes() {
  return std::min(meminfo_bytes("MemAvailable"), cgroup_free_bytes());
}

double processes_killed_for_memory() {
  std::ifstream vmstat("/proc/vmstat");
  double value = 0;
  for (std::string key; vmstat >> key >> value;) {
    if (key == "oom_kill") return value;
  }
  return 0;
}

double peak_resident_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string key; status >> key; status.ignore(256, '\n')) {
    double kib = 0;
    if (key == "VmHWM:" && status >> kib) return kib * 1024;
  }
  return 0;
}

void reset_peak_resident() { std::ofstream("/proc/self/clear_refs") << 5; }

}  // namespace warpmark
