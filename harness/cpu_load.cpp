#include "harness/cpu_load.h"

#include "harness/wall_clock.h"

#include <chrono>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <unistd.h>

namespace warpmark {
namespace {

/// Ticks of work since the machine started; man 5 proc, /proc/stat. Guests are within `user`.
struct Ticks {
  double user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0;
  double wanted() const { return user + nice + system + irq + softirq + steal; }
};

/// By the first word of its line: "cpu" is all cores, "cpu7" one. Empty where nothing is readable.
std::map<std::string, Ticks> read_ticks() {
  std::map<std::string, Ticks> all;
  std::ifstream in("/proc/stat");
  for (std::string line; std::getline(in, line) && line.starts_with("cpu");) {
    std::istringstream words(line);
    std::string name;
    Ticks t;
    words >> name >> t.user >> t.nice >> t.system >> t.idle >> t.iowait >> t.irq >> t.softirq;
    if (words >> t.steal) all[name] = t;
  }
  return all;
}

std::optional<double> wanted_ticks(const std::vector<int>& cores) {
  const auto all = read_ticks();
  double sum = 0;
  for (int core : cores) {
    const auto found = all.find("cpu" + std::to_string(core));
    if (found == all.end()) return std::nullopt;
    sum += found->second.wanted();
  }
  return sum;
}

}  // namespace

std::optional<double> busy_cores(const std::vector<int>& cores, double seconds) {
  const auto before = wanted_ticks(cores);
  const WallClock clock;
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  const auto after = wanted_ticks(cores);
  if (!before || !after) return std::nullopt;
  const auto per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  return (*after - *before) / per_second / clock.seconds();
}

std::optional<double> steal_pct() {
  const Ticks all = read_ticks()["cpu"];
  if (all.wanted() == 0) return std::nullopt;
  return 100 * all.steal / all.wanted();
}

void query_load(Environment& environment) {
  constexpr double kLook_s = 0.1;  // ten ticks of the kernel's accounting
  const std::vector<int>& cores = environment.cpu.usable_cores;
  if (environment.load_average > kQuietShare * static_cast<double>(cores.size())) {
    environment.busy_cores = busy_cores(cores, kLook_s);
  }
  environment.steal_pct = steal_pct();
}

}  // namespace warpmark
