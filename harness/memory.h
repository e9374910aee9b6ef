#pragma once

namespace warpmark {

/// What may still be allocated now, within the cgroup's limit, in bytes.
double available_memory_bytes();

/// Installed memory, in bytes.
double installed_memory_bytes();

/// How many processes the kernel has killed since it started, on the whole machine, because memory
/// ran out; 0 where it does not say.
double processes_killed_for_memory();

/// The largest resident set of this process since the last reset, in bytes; 0: not readable.
double peak_resident_bytes();

/// Starts a new measurement of the peak; without effect where /proc does not allow it.
void reset_peak_resident();

}  // namespace warpmark
