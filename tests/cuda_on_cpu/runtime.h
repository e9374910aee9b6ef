#pragma once

#include <cstddef>

namespace warpmark::emulation {

/// How often memory has been allocated, on the device or page-locked on the host.
std::size_t allocations();

/// How often the host has waited for a queue.
std::size_t waits();

}  // namespace warpmark::emulation
