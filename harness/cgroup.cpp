#include "harness/cgroup.h"

#include "harness/proc.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace warpmark {
namespace {

namespace fs = std::filesystem;

/// "cpu,cpuacct" has cpu.
bool lists(const std::string& controllers, const std::string& controller) {
  return (',' + controllers + ',').find(',' + controller + ',') != std::string::npos;
}

/// Where a controller may keep the files of this process's group and of its ancestors, innermost
/// first. A line is "0::/user.slice" in version 2, whose controllers share one tree, and
/// "4:cpu,cpuacct:/docker/5f3a" in version 1, where each has its own. In a container the path may
/// be the host's: then only the last of its ancestors is there.
std::vector<fs::path> folders(const fs::path& root, const std::string& controller) {
  std::vector<fs::path> found;
  std::ifstream groups(root / "proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (!controllers.empty() && !lists(controllers, controller)) continue;
    const fs::path tree = root / "sys/fs/cgroup" / (controllers.empty() ? "" : controller);
    for (fs::path group = line.substr(second + 1);; group = group.parent_path()) {
      found.push_back(tree / group.relative_path());
      if (group == group.parent_path()) break;
    }
  }
  return found;
}

/// The number that a file begins with; none where it begins with a word, as "max".
std::optional<double> number(const fs::path& file) {
  std::istringstream line(first_line(file));
  double value = 0;
  return line >> value ? std::optional(value) : std::nullopt;
}

/// Version 2: "quota period" in one file; version 1: two files, a quota of -1 for none.
double cores_of(const fs::path& folder) {
  std::istringstream both(first_line(folder / "cpu.max"));
  double quota = 0, period = 0;
  if (!(both >> quota >> period)) {
    quota = number(folder / "cpu.cfs_quota_us").value_or(0);
    period = number(folder / "cpu.cfs_period_us").value_or(0);
  }
  return quota > 0 && period > 0 ? quota / period : 0;
}

/// Of a group and those in it, files that the kernel keeps in memory until it needs the room: they
/// count as used.
double page_cache(const fs::path& folder, const std::string& prefix) {
  std::ifstream stat(folder / "memory.stat");
  double sum = 0, value = 0;
  for (std::string key; stat >> key >> value;) {
    if (key == prefix + "active_file" || key == prefix + "inactive_file") sum += value;
  }
  return sum;
}

}  // namespace

double cgroup_cores(const fs::path& root) {
  double tightest = 0;
  for (const fs::path& folder : folders(root, "cpu")) {
    const double cores = cores_of(folder);
    if (cores > 0) tightest = tightest == 0 ? cores : std::min(tightest, cores);
  }
  return tightest;
}

double cgroup_free_bytes(const fs::path& root) {
  struct Files {
    const char *limit, *used, *stat_prefix;
  };
  double least = std::numeric_limits<double>::infinity();
  for (const fs::path& folder : folders(root, "memory")) {
    for (const Files& files : {Files{"memory.max", "memory.current", ""},
                               Files{"memory.limit_in_bytes", "memory.usage_in_bytes", "total_"}}) {
      const auto limit = number(folder / files.limit), used = number(folder / files.used);
      if (!limit || !used) continue;
      const double held = std::max(0.0, *used - page_cache(folder, files.stat_prefix));
      least = std::min(least, std::max(0.0, *limit - held));
    }
  }
  return least;
}

}  // namespace warpmark
