#include "reports/ceilings.h"

#include "harness/peak.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace warpmark {
namespace {

constexpr double kSlack = 1.05;  // what a row may be above its ceiling: the ceiling is measured too

std::string device_key(const Result& row) {
  return fmt::format("{} {} {}", row.device, row.devices, row.threads.value_or(0));
}

/// Does the row say how fast something was?
bool measured(const Result& row) {
  return row.status == Status::ok && row.median_s && row.valid.value_or(false) &&
         !row.profiled.value_or(false);
}

/// By the canary's fastest sample: what was reached once is possible.
Result::Number best(const Result& canary, const Result::Number& work) {
  if (!measured(canary) || !canary.min_s || *canary.min_s <= 0) return std::nullopt;
  return work.value_or(0) / *canary.min_s;
}

void raise(Result::Number& ceiling, const Result::Number& rate) {
  if (rate) ceiling = std::max(ceiling.value_or(0), *rate);
}

Result::Number percent(const Result::Number& rate, const Result::Number& of) {
  if (!rate || !of || *of <= 0) return std::nullopt;
  return 100 * *rate / *of;
}

std::string exceeded(double rate, const Result::Number& ceiling, double unit, const char* name) {
  if (!ceiling || rate <= kSlack * *ceiling) return {};
  return fmt::format(
      "impossible: {:.4g} {}, where the ceiling was measured to be {:.4g} {}: the work is counted "
      "wrongly, or the data were in a cache",
      rate / unit, name, *ceiling / unit, name);
}

/// What is impossible was not measured: no times, no rates.
void withdraw(Result& row, const std::string& why) {
  row.status = Status::failed;
  row.message = why;
  for (Result::Number* number :
       {&row.median_s, &row.ci_lo_s, &row.ci_hi_s, &row.q1_s, &row.q3_s, &row.p95_s, &row.p99_s,
        &row.min_s, &row.max_s, &row.flops_per_s, &row.bytes_per_s, &row.items_per_s}) {
    number->reset();
  }
  row.samples.reset();
  row.iterations.reset();
  row.converged.reset();
  row.valid.reset();
  row.sample_list.clear();
}

/// A cold row is credited with all that it writes, of which a cache may hold a part when the clock
/// stops: where the share exceeds the whole, it is not known.
void leave_out_what_caches_hide(Result& row) {
  for (Result::Number* share : {&row.bytes_ceiling_pct, &row.bytes_peak_pct}) {
    if (share->value_or(0) > 100) share->reset();
  }
}

}  // namespace

bool is_canary(const Result& row) { return row.benchmark == kCeilings; }

void DeviceCeilings::learn(const Result& canary) {
  const Limit limit = parse_limit(text(canary.point.at("limit")));
  const Result::Number bytes = best(canary, canary.bytes), flops = best(canary, canary.flops);
  switch (limit) {
    case Limit::read:
    case Limit::copy:
    case Limit::triad: return raise(memory_, bytes);
    case Limit::cache: return raise(cache_, bytes);
    case Limit::fma:
    case Limit::tensor: return raise(flops_[canary.dtype][limit], flops);
    case Limit::launch: return;
  }
}

Result::Number DeviceCeilings::flops(const std::string& dtype) const {
  const auto found = flops_.find(dtype);
  if (found == flops_.end()) return std::nullopt;
  Result::Number fastest;
  for (const auto& [limit, rate] : found->second) {
    if (!rate) return std::nullopt;
    raise(fastest, rate);
  }
  return fastest;
}

std::map<std::string, double> DeviceCeilings::all_flops() const {
  std::map<std::string, double> all;
  for (const auto& [dtype, rates] : flops_) {
    if (const auto rate = flops(dtype)) all[dtype] = *rate;
  }
  return all;
}

const DeviceCeilings* Ceilings::find(const Result& row) const {
  const auto found = devices_.find(device_key(row));
  return found == devices_.end() ? nullptr : &found->second;
}

const DeviceInfo* Ceilings::gpu(const Result& row) const {
  for (const DeviceInfo& gpu : environment_.gpus) {
    if (row.device == "gpu" && std::to_string(gpu.ordinal) == row.devices) return &gpu;
  }
  return nullptr;
}

/// Infinite where it is not known.
double Ceilings::cache_bytes(const Result& row) const {
  const DeviceInfo* device = gpu(row);
  const double bytes = row.device == "cpu" ? environment_.cpu.all_last_level_bytes
                       : device            ? device->l2_bytes
                                           : 0;
  return bytes > 0 ? bytes : std::numeric_limits<double>::infinity();
}

void Ceilings::learn(const Result& canary) { devices_[device_key(canary)].learn(canary); }

void Ceilings::apply(Result& row, const BenchmarkSpec& spec) {
  if (is_canary(row)) {
    learn(row);
  } else if (const std::string why = contradiction(row, spec); !why.empty()) {
    withdraw(row, why);
  }
  if (!measured(row)) return;
  if (!is_canary(row)) fill_ceilings(row);
  fill_peaks(row);
  if (row.timing == "cold" && !is_canary(row)) leave_out_what_caches_hide(row);
}

std::string Ceilings::contradiction(const Result& row, const BenchmarkSpec& spec) const {
  const DeviceCeilings* ceilings = find(row);
  if (!ceilings || !measured(row) || row.timing != "cold") return {};
  // When the clock stops, a cache may still hold that much of what was written.
  const double beyond = row.bytes.value_or(0) - cache_bytes(row);
  if (beyond <= 0) return {};
  const std::string why = exceeded(beyond / *row.median_s, ceilings->memory(), 1e9, "GB/s");
  if (!why.empty() || spec.may_save_flops) return why;
  return exceeded(row.flops_per_s.value_or(0), ceilings->flops(row.dtype), 1e12, "TFLOP/s");
}

void Ceilings::fill_ceilings(Result& row) const {
  const DeviceCeilings* ceilings = find(row);
  if (!ceilings) return;
  const bool repeated = row.timing == "hot" || row.timing == "graph";
  const bool cached = repeated && row.bytes.value_or(0) <= cache_bytes(row);
  row.bytes_ceiling_pct = percent(row.bytes_per_s, cached ? ceilings->cache() : ceilings->memory());
  row.flops_ceiling_pct = percent(row.flops_per_s, ceilings->flops(row.dtype));
}

void Ceilings::fill_peaks(Result& row) const {
  const DeviceInfo* device = gpu(row);
  if (!device) return;
  row.bytes_peak_pct = percent(row.bytes_per_s, peak_bytes_per_s(*device));
  row.flops_peak_pct = percent(row.flops_per_s, peak_flops_per_s(*device, row.dtype));
}

}  // namespace warpmark
