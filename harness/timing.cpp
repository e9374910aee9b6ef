#include "harness/timing.h"

#include "harness/device.h"
#include "harness/error.h"

#include <array>
#include <string>

namespace warpmark {
namespace {

constexpr std::array<std::string_view, 6> kTimings{"cold", "hot", "graph", "e2e", "epoch", "step"};

}  // namespace

std::string_view name(Timing timing) { return kTimings[static_cast<std::size_t>(timing)]; }

std::string_view name(DeviceKind kind) { return kind == DeviceKind::cpu ? "cpu" : "gpu"; }

Timing parse_timing(std::string_view text) {
  for (std::size_t i = 0; i < kTimings.size(); ++i) {
    if (kTimings[i] == text) return static_cast<Timing>(i);
  }
  std::string known;
  for (std::string_view t : kTimings) known += ' ' + std::string(t);
  throw UsageError("unknown timing '" + std::string(text) + "'; known:" + known);
}

std::optional<Timing> cpu_counterpart(Timing timing) {
  switch (timing) {
    case Timing::epoch: return std::nullopt;
    case Timing::graph: return Timing::hot;
    case Timing::e2e: return Timing::cold;
    default: return timing;
  }
}

}  // namespace warpmark
