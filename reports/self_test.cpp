#include "reports/self_test.h"

#include "harness/build_info.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <map>

namespace warpmark {
namespace {

using nlohmann::ordered_json;

std::string with_unit(const std::string& number, const std::string& unit) {
  return unit.empty() ? number : number + ' ' + unit;
}

std::string bound_text(const Claim& claim) {
  const auto number = [](double value) { return fmt::format("{:g}", value); };
  if (std::isinf(claim.high)) return "≥ " + with_unit(number(claim.low), claim.unit);
  if (std::isinf(claim.low) || claim.low == 0)
    return "≤ " + with_unit(number(claim.high), claim.unit);
  return number(claim.low) + " … " + with_unit(number(claim.high), claim.unit);
}

std::string display_name(const CheckResult& result) {
  return result.devices.empty() ? result.claim.name
                                : fmt::format("{} [{}]", result.claim.name, result.devices);
}

std::string line(const CheckResult& result) {
  const std::string value =
      result.value ? with_unit(fmt::format("{:.4g}", *result.value), result.claim.unit) : "";
  std::string text = fmt::format("{:<32}{:>14}   {:<20}{}\n", display_name(result), value,
                                 bound_text(result.claim), name(result.verdict));
  if (!result.message.empty()) text += "  " + result.message + '\n';
  return text;
}

/// Of checks that were skipped for one reason.
std::string skipped_line(const CheckResult& first, std::size_t count) {
  const std::string who = count == 1
                              ? display_name(first)
                              : fmt::format("{} and {} more", display_name(first), count - 1);
  return fmt::format("{:<69}skipped\n  {}\n", who, first.message);
}

std::string summary(const std::vector<CheckResult>& results) {
  std::map<Verdict, int> count;
  for (const CheckResult& result : results) ++count[result.verdict];
  std::string text = fmt::format("\n{} checks", results.size());
  for (const auto& [verdict, number] : count) text += fmt::format(", {} {}", number, name(verdict));
  return text + '\n';
}

ordered_json finite(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

ordered_json check_json(const CheckResult& result) {
  return {{"name", result.claim.name},
          {"devices", result.devices},
          {"value", result.value ? finite(*result.value) : ordered_json(nullptr)},
          {"unit", result.claim.unit},
          {"bound", {{"low", finite(result.claim.low)}, {"high", finite(result.claim.high)}}},
          {"status", name(result.verdict)},
          {"message", result.message}};
}

}  // namespace

std::string self_test_text(const std::vector<CheckResult>& results) {
  std::string text;
  for (auto first = results.begin(); first != results.end();) {
    auto next = first + 1;
    if (first->verdict != Verdict::skipped) {
      text += line(*first);
    } else {
      while (next != results.end() && next->verdict == Verdict::skipped &&
             next->message == first->message) {
        ++next;
      }
      text += skipped_line(*first, static_cast<std::size_t>(next - first));
    }
    first = next;
  }
  return text + summary(results);
}

std::string self_test_json(const std::vector<CheckResult>& results,
                           const Environment& environment) {
  ordered_json out{{"schema_version", 1},
                   {"started_utc", environment.started_utc},
                   {"fingerprint", environment.fingerprint()},
                   {"program_version", build_info().version},
                   {"git_sha", build_info().git_sha},
                   {"cpu_model", environment.cpu.model},
                   {"gpus", ordered_json::array()},
                   {"driver_version", environment.driver_version},
                   {"checks", ordered_json::array()}};
  for (const DeviceInfo& gpu : environment.gpus) out["gpus"].push_back(gpu.name);
  for (const CheckResult& result : results) out["checks"].push_back(check_json(result));
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace warpmark
