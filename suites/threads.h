#pragma once

#include <optional>

namespace warpmark {

/// Sees to it that OpenMP will run one thread on each core that may be used, and that no thread
/// moves: sets OMP_NUM_THREADS, OMP_PLACES, OMP_PROC_BIND and OMP_DYNAMIC where the user did not,
/// for this process, which has not loaded OpenMP yet, and for those that it starts. Returns the
/// number of threads, at most OMP_THREAD_LIMIT. `threads`: instead of OMP_NUM_THREADS. Throws
/// UsageError where a variable is no number, or more threads are asked for than the limit: OpenMP
/// would start fewer, for which OpenBLAS waits for ever.
int settle_threads(std::optional<int> threads);

}  // namespace warpmark
