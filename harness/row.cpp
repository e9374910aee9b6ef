#include "harness/row.h"

#include "harness/build_info.h"
#include "harness/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace warpmark {
namespace {

/// The clock of the multiprocessors: the median of the valid samples that have one.
Result::Number sm_clock(const std::vector<Sample>& samples) {
  std::vector<double> clocks;
  for (const Sample& sample : samples) {
    if (sample.valid && sample.sm_clock_hz > 0) clocks.push_back(sample.sm_clock_hz);
  }
  if (clocks.empty()) return std::nullopt;
  std::sort(clocks.begin(), clocks.end());
  return quantile(clocks, 0.5);
}

void fill_conditions(const Series& series, Result& row) {
  const Reading& device = series.conditions;
  row.sm_clock_hz = sm_clock(series.samples);
  row.mem_clock_hz = device.mem_clock_hz;
  row.temperature_c = device.temperature_c;
  row.power_w = device.power_w;
  if (device.throttle) row.throttle = fmt::format("0x{:x}", *device.throttle);
  if (!series.disturbed()) return;
  row.message = fmt::format("the device was slowed down (throttle {}) during {} of {} samples",
                            row.throttle, series.slowed, series.samples.size());
}

void require_declared(const BenchmarkSpec& spec, const std::map<std::string, double>& counters) {
  for (const auto& [name, value] : counters) {
    const auto& declared = spec.counters;
    if (std::find(declared.begin(), declared.end(), name) == declared.end()) {
      throw std::logic_error("counter '" + name + "' is not declared by " + spec.name);
    }
  }
}

}  // namespace

Result blank_row(const Case& c, const RowOrigin& origin, const Environment& environment) {
  Result row;
  row.started_utc = utc_now();
  row.suite = c.suite;
  row.benchmark = c.spec->name;
  row.variant = c.variant->name;
  row.device = name(c.device.kind);
  row.devices = c.device.ordinals();
  row.case_id = c.id();
  row.case_hash = c.hash();
  row.dtype = c.params.has("dtype") ? c.params.word("dtype") : "";
  row.timing = name(c.timing);
  row.ranks = origin.ranks;
  row.rank = origin.rank;
  row.cpu_model = environment.cpu.model;
  row.fingerprint = environment.fingerprint();
  row.driver_version = environment.driver_version;
  row.cuda_version = environment.cuda_version;
  row.program_version = build_info().version;
  row.git_sha = build_info().git_sha;
  row.git_dirty = build_info().git_dirty;
  row.seed = static_cast<std::int64_t>(origin.seed);
  for (const auto& [axis, value] : c.params.values()) {
    if (axis != "dtype") row.point[axis] = value;
  }
  const Work work = c.work();
  row.flops = work.flops;
  row.bytes = work.bytes;
  row.items = work.items;
  if (c.device.kind == DeviceKind::cpu) {
    row.threads = origin.threads;
    row.device_name = environment.cpu.model;
  } else if (c.device.present()) {
    const DeviceInfo& gpu = environment.gpus.at(static_cast<std::size_t>(c.device.ordinal));
    row.device_name = gpu.name;
    row.gpu_uuid = gpu.uuid;
  }
  return row;
}

void fill_statistics(const Series& series, Result& row) {
  const Summary& s = series.summary;
  fill_conditions(series, row);
  row.samples = static_cast<std::int64_t>(series.samples.size());
  row.iterations = series.samples.back().iterations;
  row.sample_list = series.samples;
  row.converged = series.converged;
  const bool any_valid = std::any_of(series.samples.begin(), series.samples.end(),
                                     [](const Sample& sample) { return sample.valid; });
  if (!any_valid) return;
  row.median_s = s.median;
  if (s.median_interval) {
    row.ci_lo_s = s.median_interval->low;
    row.ci_hi_s = s.median_interval->high;
  }
  row.q1_s = s.q1;
  row.q3_s = s.q3;
  row.p95_s = s.p95;
  row.p99_s = s.p99;
  row.min_s = s.minimum;
  row.max_s = s.maximum;
}

void fill_rates(Result& row) {
  const auto rate = [&](const Result::Number& work) -> Result::Number {
    if (!work || *work <= 0 || !row.median_s || *row.median_s <= 0) return std::nullopt;
    return *work / *row.median_s;
  };
  row.flops_per_s = rate(row.flops);
  row.bytes_per_s = rate(row.bytes);
  row.items_per_s = rate(row.items);
}

std::vector<std::string> harness_counters() { return device_time_counters(); }
void fill_energy(const Energy& energy, Result& row) {
  row.energy_j = energy.joules;
  row.power_w = energy.watts;
  if (row.flops.value_or(0) > 0) row.flops_per_j = *row.flops / energy.joules;
}

void fill_counters(const BenchmarkSpec& spec, const Counters& observed, Result& row) {
  row.implementation = observed.implementation;
  for (const auto& counter : observed.values) row.counters.insert(counter);
  require_declared(spec, row.counters);
  for (const Sample& sample : row.sample_list) require_declared(spec, sample.counters);
}

}  // namespace warpmark
