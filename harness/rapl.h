#pragma once

#include "harness/sensor.h"

#include <filesystem>
#include <memory>

namespace warpmark {

/// The energy counters of all processor packages, without the memory modules' (Linux, "Power
/// Capping Framework"; Intel's RAPL and what other makers show under its name). Null where there
/// are none, or where they may not be read: only root may.
std::unique_ptr<Sensor> open_rapl(const std::filesystem::path& folder = "/sys/class/powercap");

}  // namespace warpmark
