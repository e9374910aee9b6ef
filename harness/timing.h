#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace warpmark {

/// What surrounds the timed repetitions; an axis that every case has. docs/method.md defines each.
enum class Timing { cold, hot, graph, e2e, epoch, step };

std::string_view name(Timing timing);

/// Throws UsageError naming `text` and the timings known.
Timing parse_timing(std::string_view text);

/// The timing of a CPU case that a GPU case of this timing is compared with: cold with cold, hot
/// and graph with hot, e2e with cold (a CPU has nothing to upload), step with step. None for epoch:
/// a few epochs have no interval.
std::optional<Timing> cpu_counterpart(Timing timing);

}  // namespace warpmark
