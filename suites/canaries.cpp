#include "suites/canaries.h"

#include "harness/limit.h"

#include <algorithm>
#include <set>
#include <utility>

namespace warpmark {
namespace {

/// A GPU at rest takes a while to raise its clocks. The first canary of a round waits for that, the
/// others follow at once. (A CPU has worked for longer when the first canary's memory is filled.)
constexpr double kWarmUp_s = 0.05;

/// Of which warm-up may take a quarter: three rounds' together a third of the second that canaries
/// may take.
constexpr double kMaxTime_s = 0.4;

Axis words(std::string name, std::vector<std::string> values) {
  return {std::move(name), {values.begin(), values.end()}};
}

Axis size(std::int64_t n) { return {"n", {n}}; }

/// As much for each thread as takes about a millisecond: enough to forget how long it takes to
/// start them, and all canaries together stay below a second. CPUs differ too much for one size.
std::vector<Selection> cpu_selections(std::int64_t threads) {
  const std::vector<DeviceKind> cpu = {DeviceKind::cpu};
  const std::vector<Timing> cold = {Timing::cold}, hot = {Timing::hot};
  return {
      {kCeilings, {words("limit", {"read", "triad"}), size(threads << 20)}, cold, cpu},
      {kCeilings, {words("limit", {"cache"}), size(1 << 15)}, hot, cpu},
      {kCeilings, {words("limit", {"fma"}), size(threads * (3 << 14))}, hot, cpu},
  };
}

/// Arrays many times the L2, whose last writes are still on their way when the clock stops; a
/// hundred blocks a multiprocessor, so that the last ones leave little of it idle.
std::vector<Selection> gpu_selections() {
  const std::vector<DeviceKind> gpu = {DeviceKind::gpu};
  const std::vector<Timing> cold = {Timing::cold}, hot = {Timing::hot};
  return {
      {kCeilings, {words("limit", {"read", "copy", "triad"}), size(1 << 27)}, cold, gpu},
      {kCeilings, {words("limit", {"cache"}), size(1 << 22)}, hot, gpu},
      {kCeilings, {words("limit", {"fma"}), size(1 << 25)}, hot, gpu},
      {kCeilings, {words("limit", {"tensor"}), size(1 << 19)}, hot, gpu},
      {kCeilings, {words("limit", {"launch"}), size(1)}, {Timing::hot, Timing::graph}, gpu},
  };
}

std::vector<Device> devices_of(const std::vector<Case>& cases) {
  std::vector<Device> devices;
  for (const Case& c : cases) {
    const bool known = std::find(devices.begin(), devices.end(), c.device) != devices.end();
    if (c.device.present() && !known) devices.push_back(c.device);
  }
  return devices;
}

std::string dtype_of(const Case& c) { return c.params.has("dtype") ? c.params.word("dtype") : ""; }

bool same_point(const Case& a, const Case& b) {
  return a.spec->name == b.spec->name && a.point_name() == b.point_name();
}

/// Where between two points the middle is; 0 where there is but one point.
std::size_t middle_of(const std::vector<Case>& cases) {
  const auto half = static_cast<std::ptrdiff_t>(cases.size() / 2);
  std::size_t nearest = 0;
  for (std::size_t i = 1; i < cases.size(); ++i) {
    const auto distance = [&](std::size_t at) {
      return std::abs(static_cast<std::ptrdiff_t>(at) - half);
    };
    if (same_point(cases[i - 1], cases[i])) continue;
    if (nearest == 0 || distance(i) < distance(nearest)) nearest = i;
  }
  return nearest;
}

}  // namespace

bool is_canary(const Case& c) { return c.spec->name == kCeilings; }

std::vector<Case> canaries_for(const std::vector<Case>& cases,
                               const std::vector<BenchmarkSpec>& catalog, int threads,
                               const std::function<bool(const std::string&)>& built) {
  std::set<std::string> dtypes;
  for (const Case& c : cases) dtypes.insert(dtype_of(c));
  std::vector<Case> canaries;
  for (const Device& device : devices_of(cases)) {
    const bool cpu = device.kind == DeviceKind::cpu;
    const Suite suite{kCeilings, "", cpu ? cpu_selections(threads) : gpu_selections(), kMaxTime_s};
    bool at_rest = !cpu;
    for (Case& c : select_cases(catalog, suite, {.devices = {device}, .threads = threads}, built)) {
      const Limit limit = parse_limit(c.params.word("limit"));
      const bool arithmetic = limit == Limit::fma || limit == Limit::tensor;
      if (arithmetic && !dtypes.contains(dtype_of(c))) continue;
      if (std::exchange(at_rest, false)) c.warmup_s = kWarmUp_s;
      canaries.push_back(std::move(c));
    }
  }
  return canaries;
}

std::vector<Case> with_canaries(const std::vector<Case>& cases, const std::vector<Case>& canaries) {
  std::vector<Case> all = canaries;
  const auto add = [&](auto begin, auto end) { all.insert(all.end(), begin, end); };
  const auto middle = cases.begin() + static_cast<std::ptrdiff_t>(middle_of(cases));
  add(cases.begin(), middle);
  if (middle != cases.begin()) add(canaries.begin(), canaries.end());
  add(middle, cases.end());
  add(canaries.begin(), canaries.end());
  return all;
}

std::vector<Result> hold_against_ceilings(const Case& c, Result row,
                                          const std::vector<Case>& canaries, Ceilings& ceilings,
                                          const Measure& measure) {
  constexpr int kSecondOpinions = 3;
  std::vector<Result> rows;
  for (int i = 0; i < kSecondOpinions && !ceilings.contradiction(row, *c.spec).empty(); ++i) {
    for (const Case& canary : canaries) {
      if (canary.device != c.device) continue;
      auto measured = measure(canary);
      if (!measured) continue;
      Result& again = rows.emplace_back(*std::move(measured));
      again.message = kToJudge + c.id() + (again.message.empty() ? "" : ": " + again.message);
      ceilings.apply(again, *canary.spec);
    }
    if (ceilings.contradiction(row, *c.spec).empty()) break;
    auto again = measure(c);
    if (!again) break;
    row = *std::move(again);
  }
  ceilings.apply(row, *c.spec);
  rows.push_back(std::move(row));
  return rows;
}

}  // namespace warpmark
