#include "reports/baseline.h"

#include "harness/timing.h"

#include <algorithm>

namespace warpmark {
namespace {

std::string key(const Result& row, const std::string& dtype, std::string_view timing) {
  std::string key = row.run_id + ' ' + row.benchmark + ' ' + dtype + ' ' + std::string(timing);
  for (const auto& [axis, value] : row.point) key += ' ' + axis + '=' + text(value);
  return key;
}

}  // namespace

bool trusted(const Result& row) {
  return row.status == Status::ok && row.verified.value_or(false) && row.valid.value_or(true) &&
         row.median_s.value_or(0) > 0;
}

void Baselines::apply(Result& row) {
  if (row.device == "cpu") {
    remember(row);
    return;
  }
  if (!trusted(row)) return;
  const Variants variants = candidates(row);
  if (variants.failed || variants.timed.empty()) return;
  const auto& [case_id, cpu] = *std::min_element(
      variants.timed.begin(), variants.timed.end(),
      [](const auto& a, const auto& b) { return a.second.median_s < b.second.median_s; });
  row.baseline_case_id = case_id;
  if (!cpu.ci_lo_s || !cpu.ci_hi_s || !row.ci_lo_s || !row.ci_hi_s) return;
  row.speedup = cpu.median_s / *row.median_s;
  row.speedup_lo = *cpu.ci_lo_s / *row.ci_hi_s;
  row.speedup_hi = *cpu.ci_hi_s / *row.ci_lo_s;
}

void Baselines::remember(const Result& row) {
  if (row.status == Status::skipped) return;  // the CPU has no such case
  Variants& variants = cpu_[key(row, row.dtype, row.timing)];
  if (trusted(row)) {
    variants.timed[row.case_id] = {*row.median_s, row.ci_lo_s, row.ci_hi_s};
  } else {
    variants.failed = true;
  }
}

Baselines::Variants Baselines::candidates(const Result& gpu) const {
  Variants all;
  const auto timing = cpu_counterpart(parse_timing(gpu.timing));
  if (!timing) return all;
  const auto add = [&](const std::string& dtype) {
    const auto found = cpu_.find(key(gpu, dtype, name(*timing)));
    if (found == cpu_.end()) return;
    all.timed.insert(found->second.timed.begin(), found->second.timed.end());
    all.failed = all.failed || found->second.failed;
  };
  add(gpu.dtype);
  if (gpu.dtype != "fp64") add("fp32");
  return all;
}

}  // namespace warpmark
