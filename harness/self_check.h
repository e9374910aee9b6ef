#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace warpmark {

/// That a value lies between two bounds, both allowed.
struct Claim {
  std::string name;  // stable: "cpu.clock_step"
  std::string unit;  // of the value and the bounds; empty: a ratio
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();

  bool holds(double value) const { return low <= value && value <= high; }
};

/// A proof that an instrument does what the results rely on.
struct SelfCheck {
  Claim claim;
  std::function<double()> measure;  // throws Unsupported where this machine has no such thing
};

enum class Verdict { passed, failed, skipped };

std::string_view name(Verdict verdict);

struct CheckResult {
  Claim claim;
  Verdict verdict = Verdict::skipped;
  std::optional<double> value;
  std::string message = {};  // why there is no value
  std::string devices = {};  // "0" for the first GPU
};

/// Measures. Whatever goes wrong is in the result: Unsupported is skipped, any other exception
/// failed.
CheckResult perform(const SelfCheck& check);

/// Of the CPU's clock, of what a repetition costs on top of its work, of the flush, of NVTX.
std::vector<SelfCheck> cpu_self_checks(int threads);

/// Of the rule that ends sampling, on noise whose median is known: the same on every machine.
std::vector<SelfCheck> stop_rule_self_checks();

}  // namespace warpmark
