#include "reports/compare/doubts.h"

#include "reports/compare/canary_shift.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace warpmark {
namespace {

/// Below that, no difference of canaries is significant: p is at least 2 / C(6, 3).
constexpr std::size_t kFewestToTell = 4;

/// Of the cases that both sides have times of.
std::set<std::string> devices_compared(const RecordedRuns& base, const RecordedRuns& fresh) {
  std::set<std::string> devices;
  for (const auto& [key, recorded] : base.cases) {
    const auto other = fresh.cases.find(key);
    if (other == fresh.cases.end()) continue;
    if (recorded.log_medians.empty() || other->second.log_medians.empty()) continue;
    devices.insert(canary_device(recorded.device, key.second));
  }
  return devices;
}

/// Empty where the canaries of these devices can tell.
std::string doubt_of_canaries(const std::set<std::string>& devices,
                              const std::map<std::string, std::size_t>& watched) {
  std::vector<std::string> without, too_few;
  for (const std::string& device : devices) {
    const auto found = watched.find(device);
    if (found == watched.end())
      without.push_back(device);
    else if (found->second < kFewestToTell)
      too_few.push_back(device);
  }
  if (without.empty() && too_few.empty()) return {};
  const std::string why =
      without.empty() ? fmt::format("canaries of {} in fewer than {} runs a side",
                                    fmt::join(too_few, ", "), kFewestToTell)
                      : fmt::format("no canaries of {} on both sides", fmt::join(without, ", "));
  return why + ": a machine that changed cannot be told from a program that did";
}

}  // namespace

bool interleaved(const RecordedRuns& base, const RecordedRuns& fresh) {
  std::set<std::string> sessions;
  std::map<std::string, std::array<std::size_t, 2>> starts;  // runs of each side, by second
  for (const std::size_t side : {0, 1}) {
    for (const auto& [run, origin] : (side == 0 ? base : fresh).runs) {
      sessions.insert(origin.session_id);
      ++starts[origin.started_utc][side];
    }
  }
  if (sessions.size() != 1 || sessions.contains("") || starts.contains("")) return false;
  const auto& first = starts.begin()->second;
  std::size_t last = first[0] >= first[1] ? 1 : 0, begun = 0;
  for (auto [second, left] : starts) {
    while (left[0] + left[1] > 0) {
      const std::size_t side = left[1 - last] > 0 ? 1 - last : last;
      begun += side != last;  // the first run begins a turn, too
      --left[side];
      last = side;
    }
  }
  return begun > std::min(base.runs.size(), fresh.runs.size());
}

std::vector<std::string> doubts(const RecordedRuns& base, const RecordedRuns& fresh) {
  const std::set<std::string> devices = devices_compared(base, fresh);
  std::vector<std::string> lines;
  if (devices.empty()) return lines;
  if (!interleaved(base, fresh)) {
    lines.emplace_back(
        "sequential: the sides were not measured in turn in one session, and a machine that "
        "drifted meanwhile counts as a change; `ab` measures in turn");
  }
  std::string canaries = doubt_of_canaries(devices, canary_runs(base, fresh));
  if (!canaries.empty()) lines.push_back(std::move(canaries));
  return lines;
}

}  // namespace warpmark
