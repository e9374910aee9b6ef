#include "harness/environment.h"

#include "harness/build_info.h"
#include "harness/hash.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <random>
#include <sys/utsname.h>

extern char** environ;

namespace warpmark {
namespace {

using nlohmann::ordered_json;

std::string distribution() {
  std::ifstream in("/etc/os-release");
  for (std::string line; std::getline(in, line);) {
    constexpr std::string_view kKey = "PRETTY_NAME=\"";
    if (line.starts_with(kKey)) return line.substr(kKey.size(), line.size() - kKey.size() - 1);
  }
  return {};
}

std::string kernel() {
  utsname name{};
  uname(&name);
  return fmt::format("{} {} {}", name.sysname, name.release, name.machine);
}

/// The variables that change how libraries compute.
std::map<std::string, std::string> relevant_variables() {
  std::map<std::string, std::string> out;
  for (char** entry = environ; *entry; ++entry) {
    const std::string text = *entry;
    const std::size_t equals = text.find('=');
    for (const char* prefix : {"CUDA_", "OMP_", "NCCL_", "CUBLAS", "CUDNN_", "NVIDIA_", "OPENBLAS_",
                               "DNNL_", "ONEDNN_", "GOMP_", "WARPMARK_"}) {
      if (text.starts_with(prefix)) out[text.substr(0, equals)] = text.substr(equals + 1);
    }
  }
  return out;
}

/// null for what is not known, so that no reader takes it for a measured zero.
ordered_json known(double value) { return value > 0 ? ordered_json(value) : ordered_json(nullptr); }
ordered_json known(int value) { return value > 0 ? ordered_json(value) : ordered_json(nullptr); }
ordered_json known(const std::string& value) {
  return value.empty() ? ordered_json(nullptr) : ordered_json(value);
}
ordered_json known(const std::optional<double>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

/// The same for what can be zero, and is not known below.
template <class Number>
ordered_json measured(Number value) {
  return value >= 0 ? ordered_json(value) : ordered_json(nullptr);
}

ordered_json cpu_json(const CpuInfo& cpu) {
  return {{"model", known(cpu.model)},
          {"sockets", cpu.sockets},
          {"physical_cores", cpu.physical_cores},
          {"logical_cores", cpu.logical_cores},
          {"usable_threads", cpu.usable_threads},
          {"usable_cores", cpu.usable_cores},
          {"cgroup_quota_cores", known(cpu.cgroup_quota_cores)},
          {"last_level_cache_bytes", known(cpu.last_level_cache_bytes)},
          {"memory_bytes", known(cpu.memory_bytes)},
          {"available_bytes", known(cpu.available_bytes)},
          {"isa", cpu.isa},
          {"governor", known(cpu.governor)},
          {"turbo", known(cpu.turbo)}};
}

ordered_json gpu_json(const DeviceInfo& gpu) {
  return {{"ordinal", gpu.ordinal},
          {"name", gpu.name},
          {"uuid", gpu.uuid},
          {"compute_capability", gpu.compute_capability},
          {"multiprocessors", gpu.multiprocessors},
          {"memory_bytes", known(gpu.memory_bytes)},
          {"free_bytes", known(gpu.free_bytes)},
          {"l2_bytes", known(gpu.l2_bytes)},
          {"sm_clock_hz", known(gpu.sm_clock_hz)},
          {"mem_clock_hz", known(gpu.mem_clock_hz)},
          {"memory_bus_bits", known(gpu.memory_bus_bits)},
          {"power_limit_w", known(gpu.power_limit_w)},
          {"ecc", known(gpu.ecc)},
          {"mig", known(gpu.mig)},
          {"persistence", known(gpu.persistence)},
          {"pci_bus_id", known(gpu.pci_bus_id)},
          {"other_processes", measured(gpu.other_processes)},
          {"busy_pct", measured(gpu.busy_pct)},
          {"sm_clock_now_hz", known(gpu.sm_clock_now_hz)},
          {"pcie_width", known(gpu.pcie_width)},
          {"max_pcie_width", known(gpu.max_pcie_width)},
          {"pcie_generation", known(gpu.pcie_generation)},
          {"max_pcie_generation", known(gpu.max_pcie_generation)}};
}

ordered_json warning_json(const Warning& warning) {
  return {{"code", warning.code},
          {"message", warning.message},
          {"advice", warning.advice},
          {"note", warning.note}};
}

ordered_json build_json() {
  const BuildInfo& build = build_info();
  return {{"version", build.version},
          {"git_sha", known(build.git_sha)},
          {"git_dirty", build.git_dirty},
          {"compiler", build.compiler},
          {"flags", build.flags},
          {"build_type", build.build_type},
          {"cuda_architectures", known(build.cuda_architectures)}};
}

}  // namespace

std::string Environment::fingerprint() const {
  std::string constants =
      fmt::format("{}|{}x{}|{}", cpu.model, cpu.sockets, cpu.physical_cores, cpu.isa);
  for (const DeviceInfo& gpu : gpus) {
    constants += fmt::format("|{}|{}|{}|{}GiB|{}|{}|{}W", gpu.name, gpu.compute_capability,
                             gpu.multiprocessors, std::round(gpu.memory_bytes / (1 << 30)), gpu.ecc,
                             gpu.mig, gpu.power_limit_w);
  }
  return hex_digest('m', constants, 12);
}

std::string Environment::json() const {
  ordered_json out{{"schema_version", 1},
                   {"session_id", session_id},
                   {"run_id", run_id},
                   {"started_utc", started_utc},
                   {"fingerprint", fingerprint()},
                   {"command", command},
                   {"build", build_json()},
                   {"cpu", cpu_json(cpu)},
                   {"gpus", ordered_json::array()},
                   {"gpu_absence", known(gpu_absence)},
                   {"driver_version", known(driver_version)},
                   {"cuda_version", known(cuda_version)},
                   {"kernel", host_kernel},
                   {"distribution", known(distribution)},
                   {"load_average", load_average},
                   {"busy_cores", known(busy_cores)},
                   {"steal_pct", known(steal_pct)},
                   {"warnings", ordered_json::array()},
                   {"variables", variables}};
  for (const DeviceInfo& gpu : gpus) out["gpus"].push_back(gpu_json(gpu));
  for (const Warning& warning : warnings) out["warnings"].push_back(warning_json(warning));
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

Environment query_environment(std::vector<DeviceInfo> gpus, std::string gpu_absence,
                              std::vector<std::string> command) {
  Environment environment;
  environment.cpu = query_cpu();
  environment.gpus = std::move(gpus);
  environment.gpu_absence = std::move(gpu_absence);
  if (!environment.gpus.empty()) {
    environment.driver_version = environment.gpus.front().driver_version;
    environment.cuda_version = environment.gpus.front().cuda_version;
  }
  environment.host_kernel = kernel();
  environment.distribution = distribution();
  environment.started_utc = utc_now();
  environment.session_id = new_id('s');
  environment.run_id = new_id('r');
  double load[1] = {0};
  if (getloadavg(load, 1) == 1) environment.load_average = load[0];
  environment.command = std::move(command);
  environment.variables = relevant_variables();
  return environment;
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

std::string new_id(char prefix) {
  std::random_device random;
  std::string id = fmt::format("{}{:010x}", prefix, static_cast<std::uint64_t>(std::time(nullptr)));
  while (id.size() < 26) id += "0123456789abcdefghjkmnpqrstvwxyz"[random() % 32];
  return id;
}

}  // namespace warpmark
