#pragma once

#include "harness/statistics.h"

#include <optional>
#include <string>

namespace warpmark {

/// A measured value and how well it is known.
struct Estimate {
  double value = 0;
  std::optional<Interval> interval;  // none: too few samples

  Estimate scaled(double factor) const;
};

/// A unit that a value reads well in: seconds are `seconds` × per_unit of it.
struct TimeUnit {
  std::string name;
  double per_second = 1;
};

/// The largest of s, ms, µs, ns that is not larger than the time.
TimeUnit time_unit(double seconds);

/// The value with no more digits than its interval supports: the last one shown is the first that
/// the interval leaves in doubt, at most four digits; two where there is no interval.
std::string rounded(const Estimate& estimate);

/// "79.3–79.8", to the same digit as rounded(); empty where there is no interval.
std::string rounded_interval(const Estimate& estimate);

/// "79.5 ms".
std::string time_text(const Estimate& seconds);

/// "1 min 20 s": for people who wait.
std::string duration_text(double seconds);

/// "17.2 GFLOP": three digits and a decimal prefix.
std::string amount_text(double amount, const std::string& unit);

}  // namespace warpmark
