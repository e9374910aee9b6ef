#pragma once

#include "harness/loader.h"
#include "suites/options.h"

#include <string>
#include <vector>

namespace warpmark {

/// The GPUs of this machine, or why there are none.
struct Gpus {
  std::vector<DeviceInfo> devices;
  std::string absence;
};
Gpus find_gpus(Loader& loader);

/// The command `list`, and `run --dry-run`: the case_id of every case chosen, one a line. Looks for
/// no device.
int list(const Options& options);

/// The command `env`: prints env.json.
int env(const Options& options);

}  // namespace warpmark
