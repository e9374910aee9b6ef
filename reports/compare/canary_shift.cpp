#include "reports/compare/canary_shift.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace warpmark {
namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return quantile(values, 0.5);
}

/// What each canary of a device says of each run.
struct Group {
  std::vector<std::vector<double>> base, fresh;  // by canary, by run
};

/// By run, the median over canaries of how far each is from its reference.
std::vector<double> by_run(const std::vector<std::vector<double>>& canaries,
                           const std::vector<double>& references) {
  std::vector<double> runs;
  for (std::size_t run = 0; run < canaries.front().size(); ++run) {
    std::vector<double> said;
    for (std::size_t c = 0; c < canaries.size(); ++c) {
      said.push_back(canaries[c][run] - references[c]);
    }
    runs.push_back(median(std::move(said)));
  }
  return runs;
}

std::vector<double> references_of(const Group& group) {
  std::vector<double> references;
  for (std::size_t c = 0; c < group.base.size(); ++c) {
    std::vector<double> all = group.base[c];
    all.insert(all.end(), group.fresh[c].begin(), group.fresh[c].end());
    references.push_back(median(std::move(all)));
  }
  return references;
}

/// Only the canaries with the most runs on both sides: the others failed in some.
void keep_complete(Group& group) {
  std::size_t base = 0, fresh = 0;
  for (const auto& canary : group.base) base = std::max(base, canary.size());
  for (const auto& canary : group.fresh) fresh = std::max(fresh, canary.size());
  Group complete;
  for (std::size_t c = 0; c < group.base.size(); ++c) {
    if (group.base[c].size() != base || group.fresh[c].size() != fresh) continue;
    complete.base.push_back(group.base[c]);
    complete.fresh.push_back(group.fresh[c]);
  }
  group = std::move(complete);
}

/// Those that have canaries with a time in every run.
std::map<std::string, Group> groups(const RecordedRuns& base, const RecordedRuns& fresh) {
  std::map<std::string, Group> groups;
  for (const auto& [key, canary] : base.canaries) {
    const auto other = fresh.canaries.find(key);
    if (other == fresh.canaries.end() || canary.case_hashes != other->second.case_hashes) continue;
    const auto &a = canary.log_medians, &b = other->second.log_medians;
    if (a.empty() || b.empty()) continue;
    Group& group = groups[canary_device(canary.device, key.second)];
    group.base.push_back(a);
    group.fresh.push_back(b);
  }
  for (auto& [device, group] : groups) keep_complete(group);
  std::erase_if(groups, [](const auto& entry) { return entry.second.base.empty(); });
  return groups;
}

}  // namespace

std::string canary_device(const std::string& device, const std::string& devices) {
  return devices.empty() ? device : device + ' ' + devices;
}

std::map<std::string, std::size_t> canary_runs(const RecordedRuns& base,
                                               const RecordedRuns& fresh) {
  std::map<std::string, std::size_t> runs;
  for (const auto& [device, group] : groups(base, fresh)) {
    runs[device] = std::min(group.base.front().size(), group.fresh.front().size());
  }
  return runs;
}

std::map<std::string, std::string> canary_shifts(const RecordedRuns& base,
                                                 const RecordedRuns& fresh, RankTest& test) {
  std::map<std::string, std::string> shifts;
  for (const auto& [device, group] : groups(base, fresh)) {
    const double margin = device.starts_with("gpu") ? 0.03 : 0.05;
    const std::vector<double> references = references_of(group);
    const auto base_runs = by_run(group.base, references);
    const auto fresh_runs = by_run(group.fresh, references);
    check_runs("the canaries of " + device, base_runs.size(), fresh_runs.size());
    const Shift shift = test.shift(base_runs, fresh_runs);
    if (shift.p >= 0.05 || std::abs(shift.estimate) <= std::log1p(margin) / 2) continue;
    const double pct = 100 * std::expm1(std::abs(shift.estimate));
    shifts[device] = fmt::format(
        "{} itself was {:.1f} % {} in the new runs than in the base's (median of {} canaries, p = "
        "{:.2g}): its cases are not judged",
        device, pct, shift.estimate > 0 ? "slower" : "faster", group.base.size(), shift.p);
  }
  return shifts;
}

}  // namespace warpmark
