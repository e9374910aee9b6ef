#pragma once

#include "harness/spec.h"

namespace warpmark {

/// Throws Unsupported, "needs 512 GiB, 24 GiB available", where a workload is larger than the
/// memory that is free now, on the host or on the device. `device_free_bytes`: nothing is asked of
/// the device where the footprint has nothing there.
void require_memory(const Footprint& footprint, Timing timing, double device_free_bytes);

/// The same of so many bytes on the host. `what_for`: " to flush the caches".
void require_free_memory(double bytes, const char* what_for);

}  // namespace warpmark
