#pragma once

#include <optional>
#include <string>
#include <vector>

namespace warpmark {

/// Sees to it that OpenMP runs one thread on each core that may be used, and that no thread moves:
/// sets OMP_NUM_THREADS, OMP_PLACES, OMP_PROC_BIND and OMP_DYNAMIC where the user did not, and
/// restarts the program with them, since OpenMP reads them before main. Returns, with the number
/// of threads, once they are set. `threads`: instead of OMP_NUM_THREADS. Throws UsageError for an
/// OMP_NUM_THREADS that is no number.
int settle_threads(std::optional<int> threads, std::vector<std::string> command_line);

}  // namespace warpmark
