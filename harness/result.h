#pragma once

#include "harness/params.h"
#include "harness/stopwatch.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace warpmark {

enum class Status { ok, skipped, failed, timeout };

std::string_view name(Status status);

/// Throws InvalidInput.
Status parse_status(std::string_view text);

/// One row of results.csv: its fields are the columns, in their order (docs/csv.md). Empty strings
/// and optionals are empty fields: missing, never zero.
struct Result {
  using Number = std::optional<double>;
  using Count = std::optional<std::int64_t>;
  using Flag = std::optional<bool>;

  std::int64_t schema_version = 1;
  std::string session_id, run_id;
  std::int64_t run_index = 0;
  std::string side, started_utc;
  std::string suite, benchmark, variant, device, case_id, case_hash, dtype, timing;
  Status status = Status::ok;
  std::string message;
  Flag verified;
  Number max_error;
  Count samples, iterations;
  Number median_s, ci_lo_s, ci_hi_s, q1_s, q3_s, p95_s, p99_s, min_s, max_s;
  Flag converged;
  Number setup_s, warmup_s, wall_s;
  Number flops, bytes, items, flops_per_s, bytes_per_s, items_per_s;
  Number flops_ceiling_pct, bytes_ceiling_pct, flops_peak_pct, bytes_peak_pct;
  std::string baseline_case_id;
  Number speedup, speedup_lo, speedup_hi;
  std::string implementation;
  Number sm_clock_hz, mem_clock_hz, temperature_c, power_w, energy_j;
  std::string throttle;
  Number peak_memory_bytes;
  Count threads, ranks, rank;
  std::string devices, device_name, gpu_uuid, cpu_model, fingerprint, driver_version, cuda_version;
  std::string program_version, git_sha;
  Flag git_dirty;
  Count seed;
  Flag profiled, valid;
  Number flops_per_j;
  std::map<std::string, Value> point;      // p_<axis>, without dtype and timing
  std::map<std::string, double> counters;  // c_<counter>
  std::vector<Sample> sample_list;         // samples.csv
};

/// Columns that say which case of which run a row is, and how it ended.
template <class ResultRef, class Visit>
void visit_identity(ResultRef& r, Visit&& visit) {
  visit("schema_version", r.schema_version);
  visit("session_id", r.session_id);
  visit("run_id", r.run_id);
  visit("run_index", r.run_index);
  visit("side", r.side);
  visit("started_utc", r.started_utc);
  visit("suite", r.suite);
  visit("benchmark", r.benchmark);
  visit("variant", r.variant);
  visit("device", r.device);
  visit("case_id", r.case_id);
  visit("case_hash", r.case_hash);
  visit("dtype", r.dtype);
  visit("timing", r.timing);
  visit("status", r.status);
  visit("message", r.message);
}

/// Columns that say what was measured.
template <class ResultRef, class Visit>
void visit_measurement(ResultRef& r, Visit&& visit) {
  visit("verified", r.verified);
  visit("max_error", r.max_error);
  visit("samples", r.samples);
  visit("iterations", r.iterations);
  visit("median_s", r.median_s);
  visit("ci_lo_s", r.ci_lo_s);
  visit("ci_hi_s", r.ci_hi_s);
  visit("q1_s", r.q1_s);
  visit("q3_s", r.q3_s);
  visit("p95_s", r.p95_s);
  visit("p99_s", r.p99_s);
  visit("min_s", r.min_s);
  visit("max_s", r.max_s);
  visit("converged", r.converged);
  visit("setup_s", r.setup_s);
  visit("warmup_s", r.warmup_s);
  visit("wall_s", r.wall_s);
  visit("flops", r.flops);
  visit("bytes", r.bytes);
  visit("items", r.items);
  visit("flops_per_s", r.flops_per_s);
  visit("bytes_per_s", r.bytes_per_s);
  visit("items_per_s", r.items_per_s);
  visit("flops_ceiling_pct", r.flops_ceiling_pct);
  visit("bytes_ceiling_pct", r.bytes_ceiling_pct);
  visit("flops_peak_pct", r.flops_peak_pct);
  visit("bytes_peak_pct", r.bytes_peak_pct);
  visit("baseline_case_id", r.baseline_case_id);
  visit("speedup", r.speedup);
  visit("speedup_lo", r.speedup_lo);
  visit("speedup_hi", r.speedup_hi);
}

/// Columns that say with what, where and how it was measured.
template <class ResultRef, class Visit>
void visit_circumstances(ResultRef& r, Visit&& visit) {
  visit("implementation", r.implementation);
  visit("sm_clock_hz", r.sm_clock_hz);
  visit("mem_clock_hz", r.mem_clock_hz);
  visit("temperature_c", r.temperature_c);
  visit("power_w", r.power_w);
  visit("energy_j", r.energy_j);
  visit("throttle", r.throttle);
  visit("peak_memory_bytes", r.peak_memory_bytes);
  visit("threads", r.threads);
  visit("ranks", r.ranks);
  visit("rank", r.rank);
  visit("devices", r.devices);
  visit("device_name", r.device_name);
  visit("gpu_uuid", r.gpu_uuid);
  visit("cpu_model", r.cpu_model);
  visit("fingerprint", r.fingerprint);
  visit("driver_version", r.driver_version);
  visit("cuda_version", r.cuda_version);
  visit("program_version", r.program_version);
  visit("git_sha", r.git_sha);
  visit("git_dirty", r.git_dirty);
  visit("seed", r.seed);
  visit("profiled", r.profiled);
  visit("valid", r.valid);
  visit("flops_per_j", r.flops_per_j);
}

/// Calls `visit(column, field)` for every fixed column, in the order of the file: the one list of
/// columns, behind the CSV, the JSON line and the documentation's test.
template <class ResultRef, class Visit>
void visit_columns(ResultRef& r, Visit&& visit) {
  visit_identity(r, visit);
  visit_measurement(r, visit);
  visit_circumstances(r, visit);
}

/// One JSON line without a newline: what a worker sends.
std::string to_json_line(const Result& result);

/// Throws InvalidInput naming the key that is missing or of the wrong type.
Result from_json_line(const std::string& line);

}  // namespace warpmark
