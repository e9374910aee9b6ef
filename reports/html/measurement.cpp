#include "reports/html/measurement.h"

#include "reports/baseline.h"
#include "reports/ceilings.h"
#include "reports/row_text.h"

#include <fmt/core.h>

#include <algorithm>

namespace warpmark::html {
namespace {

std::string key(const Result& row) {
  return fmt::format("{} {} {} {} {} {}", row.fingerprint, row.case_id, row.case_hash, row.devices,
                     row.threads.value_or(0), row.ranks.value_or(1));
}

/// Of one run. Where it was repeated, no interval knows of the others: from the lowest end to the
/// highest.
std::optional<Interval> within_run(const std::vector<const Result*>& rows) {
  std::optional<Interval> span;
  for (const Result* row : rows) {
    const auto interval = median_of(*row).interval;
    if (!interval) return std::nullopt;
    span = span ? Interval{std::min(span->low, interval->low), std::max(span->high, interval->high)}
                : interval;
  }
  return span;
}

/// `rows`: the usable ones of a case.
Measurement measurement(const std::vector<const Result*>& rows) {
  Measurement out{*rows.front(), {}, {}, 0, rows.size()};
  std::map<std::string, std::vector<double>> passes;  // of a run, where it was repeated
  for (const Result* row : rows) {
    passes[row->run_id].push_back(*row->median_s);
    out.samples += static_cast<std::size_t>(row->samples.value_or(0));
  }
  std::vector<double> medians;
  for (auto& [run, values] : passes) {
    std::sort(values.begin(), values.end());
    medians.push_back(out.medians_s[run] = quantile(values, 0.5));
  }
  out.time = over_runs(medians, within_run(rows));
  return out;
}

}  // namespace

bool usable(const Result& row) { return trusted(row) && !row.profiled.value_or(false); }

Estimate over_runs(std::vector<double> values, std::optional<Interval> within) {
  std::sort(values.begin(), values.end());
  Estimate estimate{quantile(values, 0.5), within};
  if (values.size() > 1) estimate.interval = Interval{values.front(), values.back()};
  if (const auto between = median_interval(values)) estimate.interval = between;
  return estimate;
}

Estimate rate(const Measurement& m, double work) {
  Estimate estimate{work / m.time.value, {}};
  if (const auto& time = m.time.interval) {
    estimate.interval = Interval{work / time->high, work / time->low};
  }
  return estimate;
}

std::string Measurement::interval_kind() const {
  if (!time.interval) return "none: fewer than 6 samples";
  if (medians_s.size() == 1 && rows > 1) return fmt::format("95 % of {} repetitions each", rows);
  if (medians_s.size() == 1) return "95 % within the run";
  if (medians_s.size() < 6) return fmt::format("range of {} runs", medians_s.size());
  return fmt::format("95 % between {} runs", medians_s.size());
}

std::vector<Measurement> measurements(const std::vector<Result>& rows) {
  std::map<std::string, std::size_t> index;
  std::vector<std::vector<const Result*>> cases;
  for (const Result& row : rows) {
    if (is_canary(row) || !usable(row)) continue;
    const auto [place, fresh] = index.emplace(key(row), cases.size());
    if (fresh) cases.emplace_back();
    cases[place->second].push_back(&row);
  }
  std::vector<Measurement> out;
  for (const auto& of_case : cases) out.push_back(measurement(of_case));
  return out;
}

std::optional<SpeedUp> SpeedUp::of(const Measurement& gpu, const Measurement& base) {
  std::vector<double> ratios;
  for (const auto& [run, time] : gpu.medians_s) {
    const auto found = base.medians_s.find(run);
    if (found != base.medians_s.end()) ratios.push_back(found->second / time);
  }
  if (ratios.empty() || !gpu.time.interval || !base.time.interval) return std::nullopt;
  const Interval within{base.time.interval->low / gpu.time.interval->high,
                        base.time.interval->high / gpu.time.interval->low};
  return SpeedUp(gpu, base, ratios, within);
}

std::string SpeedUp::verdict() const {
  const Interval& interval = ratio_.interval.value();
  if (interval.low <= 1 && interval.high >= 1) return "no difference shown";
  if (ratio_.value > 1) return rounded(ratio_) + "× faster";
  return rounded({1 / ratio_.value, Interval{1 / interval.high, 1 / interval.low}}) + "× slower";
}

std::string interval_text(const Estimate& seconds) {
  const TimeUnit unit = time_unit(seconds.value);
  return rounded_interval(seconds.scaled(unit.per_second));
}

}  // namespace warpmark::html
