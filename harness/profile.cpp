#include "harness/profile.h"

#include <algorithm>
#include <iterator>

namespace warpmark {
namespace {

std::string counter(ActivityKind kind) { return std::string(name(kind)) + "_s"; }

}  // namespace

void ProfiledStopwatch::clear(Workload& workload) {
  const Annotations::Range range(annotations_, kClearRange);
  stopwatch_.clear(workload);
  queue_.wait();
}

Sample ProfiledStopwatch::timed(Workload& workload) {
  const Annotations::Range range(annotations_, kRepetitionRange, repetitions_++);
  return stopwatch_.timed(workload);
}

std::vector<std::string> device_time_counters() {
  std::vector<std::string> names;
  for (const ActivityKind kind : kActivityKinds) names.push_back(counter(kind));
  return names;
}

std::map<std::string, double> device_times(const std::vector<Span>& spans,
                                           const std::vector<Activity>& activities) {
  std::vector<Span> repetitions;
  std::copy_if(spans.begin(), spans.end(), std::back_inserter(repetitions),
               [](const Span& span) { return span.name == kRepetitionRange; });
  if (repetitions.empty()) return {};
  std::map<std::string, double> seconds;
  for (const ActivityKind kind : kActivityKinds) seconds[counter(kind)] = 0;
  for (const Activity& activity : activities) {
    const bool counts = std::any_of(repetitions.begin(), repetitions.end(), [&](const Span& span) {
      return span.begin <= activity.begin && activity.begin < span.end;
    });
    if (counts)
      seconds[counter(activity.kind)] += 1e-9 * static_cast<double>(activity.end - activity.begin);
  }
  for (auto& [name, total] : seconds) total /= static_cast<double>(repetitions.size());
  return seconds;
}

}  // namespace warpmark
