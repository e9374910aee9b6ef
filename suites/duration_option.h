#pragma once

#include <string>

namespace warpmark {

/// Seconds of "90s", "10m", "1h30m" or "90"; more than 0, at most 30 days. `flag`: for the
/// complaint. Throws UsageError.
double parse_duration(const std::string& flag, const std::string& text);

}  // namespace warpmark
