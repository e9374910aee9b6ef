#include "suites/device_option.h"

#include "harness/error.h"
#include "suites/axis_option.h"

#include <fmt/core.h>

#include <charconv>
#include <set>

namespace warpmark {

DeviceChoice parse_devices(const std::string& text) {
  DeviceChoice choice{.cpu = false, .every_gpu = false, .gpus = {}};
  for (const std::string& word : split(text, ',')) {
    int ordinal = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), ordinal);
    const bool number = error == std::errc() && end == word.data() + word.size() && ordinal >= 0;
    if (word == "cpu" || word == "all") choice.cpu = true;
    if (word == "all") choice.every_gpu = true;
    if (word == "gpu") choice.gpus.push_back(0);
    if (number) choice.gpus.push_back(ordinal);
    if (!number && word != "cpu" && word != "gpu" && word != "all") {
      throw UsageError(fmt::format(
          "--device {}: '{}' is none of cpu, gpu, all or a GPU's number such as 0", text, word));
    }
  }
  return choice;
}

std::vector<Device> resolve(const DeviceChoice& choice, int gpus) {
  std::vector<Device> devices;
  if (choice.cpu) devices.push_back({DeviceKind::cpu, 0});
  std::set<int> ordinals(choice.gpus.begin(), choice.gpus.end());
  for (int ordinal = 0; choice.every_gpu && ordinal < gpus; ++ordinal) ordinals.insert(ordinal);
  if (gpus == 0) {
    if (choice.every_gpu || !ordinals.empty()) devices.push_back({DeviceKind::gpu, -1});
    return devices;
  }
  for (int ordinal : ordinals) {
    if (ordinal >= gpus) {
      throw UsageError(
          fmt::format("--device {}: the GPUs of this machine are 0 to {}", ordinal, gpus - 1));
    }
    devices.push_back({DeviceKind::gpu, ordinal});
  }
  return devices;
}

}  // namespace warpmark
