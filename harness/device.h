#pragma once

#include <cstdint>
#include <string>

namespace warpmark {

enum class DeviceKind { cpu, gpu };

std::string_view name(DeviceKind kind);

/// Where a case runs. A GPU case without a GPU has ordinal -1 and becomes a skipped row.
struct Device {
  DeviceKind kind = DeviceKind::cpu;
  int ordinal = 0;

  bool operator==(const Device&) const = default;
  bool present() const { return ordinal >= 0; }
  /// "0" for the first GPU, "" for the CPU or a GPU that is not there: the column `devices`.
  std::string ordinals() const {
    return kind == DeviceKind::gpu && present() ? std::to_string(ordinal) : "";
  }
};

}  // namespace warpmark
