#pragma once

#include "harness/loader.h"

#include <string>
#include <vector>

namespace warpmark {

/// The GPUs of this machine, or why there are none.
struct Gpus {
  std::vector<DeviceInfo> devices;
  std::string absence;
};

/// Asks the module `cuda`, which initialises CUDA.
Gpus find_gpus(Loader& loader);

/// One JSON line without a newline, with every field of every device: how a worker says hello.
std::string to_json_line(const Gpus& gpus);

/// Throws InvalidInput.
Gpus gpus_from_json_line(const std::string& line);

}  // namespace warpmark
