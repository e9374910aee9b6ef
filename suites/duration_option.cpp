#include "suites/duration_option.h"

#include "harness/error.h"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <utility>

namespace warpmark {

double parse_duration(const std::string& flag, const std::string& text) {
  constexpr double kMost = 30 * 86400.0;
  constexpr std::array<std::pair<char, double>, 3> kUnits{{{'h', 3600}, {'m', 60}, {'s', 1}}};
  double seconds = 0;
  const char *at = text.data(), *const end = text.data() + text.size();
  const auto* unit = kUnits.begin();  // each at most once, the largest first
  bool read = !text.empty();
  while (read && at < end) {
    double number = 0;
    const auto [after, error] = std::from_chars(at, end, number);
    read = error == std::errc() && number >= 0;
    const bool bare = after == end && at == text.data();  // "90": seconds
    while (unit != kUnits.end() && !bare && after < end && unit->first != *after) ++unit;
    read = read && (bare || (after < end && unit != kUnits.end()));
    if (read) seconds += number * (bare ? 1 : (unit++)->second);
    at = bare || after == end ? end : after + 1;
  }
  if (read && seconds > 0 && seconds <= kMost) return seconds;
  throw UsageError(
      fmt::format("{} '{}' is no duration: 90s, 10m, 1h30m or a number of seconds, at most 30 days",
                  flag, text));
}

}  // namespace warpmark
