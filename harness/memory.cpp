#include "harness/memory.h"

#include "harness/proc.h"

#include <algorithm>
#include <fstream>
#include <sstream>
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
  double available = meminfo_bytes("MemAvailable");
  for (const std::filesystem::path& folder : cgroup_folders()) {
    std::istringstream limit(first_line(folder / "memory.max"));
    std::istringstream used(first_line(folder / "memory.current"));
    double most = 0, now = 0;  // "max" is no number: no limit
    if (limit >> most && used >> now) available = std::min(available, std::max(0.0, most - now));
  }
  return available;
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
