#pragma once

#include "harness/platform.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace warpmark {

/// The CPU side of the machine, from /proc, /sys and the scheduler.
struct CpuInfo {
  std::string model;
  int sockets = 0, physical_cores = 0, logical_cores = 0;  // of the machine
  int usable_threads = 0;         // physical cores within the affinity mask and the cgroup's quota
  std::vector<int> usable_cores;  // one logical core of each physical core in the affinity mask
  double cgroup_quota_cores = 0;  // 0: unlimited
  double last_level_cache_bytes = 0;             // one instance, as the machine reports it
  double all_last_level_bytes = 0;               // of every instance that serves a usable core
  double memory_bytes = 0, available_bytes = 0;  // available: within the cgroup's limit, now
  std::string isa;                               // "x86-64-v4", "x86-64-v3" or "x86-64"
  std::string governor, turbo;                   // empty: not readable
};

/// Names the cores that the program could use when it was started ("0,2"), to itself and to its
/// worker: OpenMP binds the thread that loads it, which alone could be asked.
inline constexpr const char* kCoresVariable = "WARPMARK_CORES";

CpuInfo query_cpu();

/// A machine whose cores are busy with other work for more than this share is not quiet.
inline constexpr double kQuietShare = 0.2;

/// What makes a machine's measurements doubtful; harness/preflight.h finds it.
struct Warning {
  std::string code;     // stable: "cpu_governor"
  std::string message;  // what was found
  std::string advice;   // what helps
  bool note = false;    // only says what could not be found out: --strict lets it pass
};

/// Everything about machine, build and command that a reader needs to trust a row.
struct Environment {
  CpuInfo cpu;
  std::vector<DeviceInfo> gpus;
  std::string gpu_absence;  // why gpus is empty
  std::string host_kernel, distribution, driver_version, cuda_version;
  std::string started_utc, session_id, run_id;
  std::string side;                  // of a comparison that the session is made for; else empty
  double load_average = 0;           // of the last minute; an earlier run of ours is in it
  std::optional<double> busy_cores;  // of usable_cores, now; looked at where load_average is high
  std::optional<double> steal_pct;   // of the CPU time asked for, that a hypervisor withheld
  std::vector<Warning> warnings;
  std::vector<std::string> command;
  std::map<std::string, std::string> variables;  // CUDA_, OMP_, NCCL_, CUBLAS_, CUDNN_ …

  /// `m` and 12 hex digits over constants of GPU and CPU only: no frequency, no free memory, no
  /// host name, no driver. Equal on machines whose results may be compared.
  std::string fingerprint() const;

  /// The contents of env.json.
  std::string json() const;
};

/// `gpus`: what the GPU platform found, or why nothing.
Environment query_environment(std::vector<DeviceInfo> gpus, std::string gpu_absence,
                              std::vector<std::string> command);

/// "2026-11-22T14:16:18Z".
std::string utc_now();

/// A fresh identifier: `prefix` and 25 more characters that sort by time of creation.
std::string new_id(char prefix);

}  // namespace warpmark
