#include "reports/overhead.h"

#include "reports/row_text.h"

#include <map>
#include <utility>

namespace warpmark {
namespace {

/// Empty where either has no interval: it could be anything.
std::string difference_text(const Result& longer, const Result& shorter) {
  const Estimate a = median_of(longer), b = median_of(shorter);
  if (!a.interval || !b.interval) return {};
  const Estimate difference{a.value - b.value, Interval{a.interval->low - b.interval->high,
                                                        a.interval->high - b.interval->low}};
  if (difference.interval->low <= 0) return "nothing";
  const double scale = time_unit(difference.value).per_second;
  return time_text(difference) + " (" + rounded_interval(difference.scaled(scale)) + ")";
}

/// The rows of one variant on one device, by timing.
using Timings = std::map<std::string, const Result*>;

std::string overheads(const Timings& timings) {
  const auto graph = timings.find("graph");
  if (graph == timings.end()) return {};
  std::string text;
  for (const auto& [timing, what] :
       {std::pair{"hot", "a launch adds "}, {"cold", "cold caches add "}}) {
    const auto found = timings.find(timing);
    if (found == timings.end()) continue;
    const std::string difference = difference_text(*found->second, *graph->second);
    if (!difference.empty()) text += (text.empty() ? "" : ", ") + std::string(what) + difference;
  }
  return text;
}

}  // namespace

std::vector<std::string> overhead_lines(const std::vector<Result>& rows) {
  std::vector<std::pair<std::string, std::string>> order;  // of variant and device
  std::map<std::pair<std::string, std::string>, Timings> variants;
  for (const Result& row : rows) {
    if (row.device != "gpu" || row.status != Status::ok) continue;
    const std::pair key{row.variant, row.devices};
    if (!variants.contains(key)) order.push_back(key);
    variants[key][row.timing] = &row;
  }
  std::vector<std::string> lines;
  for (const auto& key : order) {
    const std::string text = overheads(variants[key]);
    if (!text.empty()) lines.push_back("gpu/" + key.first + ": " + text);
  }
  return lines;
}

}  // namespace warpmark
