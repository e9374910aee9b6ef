#include "harness/fit.h"

#include "harness/error.h"
#include "harness/memory.h"

#include <fmt/format.h>

namespace warpmark {
namespace {

std::string gibibytes(double bytes) {
  const double gib = bytes / (1 << 30);
  return fmt::format("{:.{}f} GiB", gib, gib < 10 ? 1 : 0);
}

/// `what`: for what, or where.
void require(double needed, double available, const char* what) {
  if (needed <= available) return;
  throw Unsupported(
      fmt::format("needs {}{}, {} available", gibibytes(needed), what, gibibytes(available)));
}

}  // namespace

void require_free_memory(double bytes, const char* what_for) {
  require(bytes, available_memory_bytes(), what_for);
}

void require_memory(const Footprint& footprint, Timing timing, double device_free_bytes) {
  const double staging = timing == Timing::e2e ? footprint.device_bytes : 0;
  require_free_memory(footprint.host_bytes + staging, "");
  const double on_device = footprint.device_bytes + footprint.workspace_bytes;
  if (on_device > 0) require(on_device, device_free_bytes, " on the device");
}

}  // namespace warpmark
