#pragma once

#include <cstddef>

namespace warpmark::emulation {

/// How often memory has been allocated, on the device or page-locked on the host.
std::size_t allocations();

/// How often the host has waited for a queue.
std::size_t waits();

/// How many graphs have been launched for the first time, when a GPU has more to do.
std::size_t first_replays();

}  // namespace warpmark::emulation
