#include "harness/hash.h"
#include "harness/statistics.h"
#include "reports/import/foreign_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <map>
#include <set>

namespace warpmark {
namespace {

/// Keys of a row that are no counters of the user.
const std::set<std::string> kOwnKeys = {"family_index",     "per_family_instance_index",
                                        "repetitions",      "repetition_index",
                                        "threads",          "iterations",
                                        "real_time",        "cpu_time",
                                        "bytes_per_second", "items_per_second"};

/// All rows of a case.
struct Case {
  std::vector<JsonNode> repetitions;
  std::optional<JsonNode> median, failed;
  std::set<double> indices;  // of repetitions
};

double seconds(const JsonNode& row) {
  static const std::map<std::string, double> kUnits = {
      {"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}};
  const JsonNode unit = row.at("time_unit");
  const auto found = kUnits.find(unit.text());
  if (found == kUnits.end()) unit.fail(fmt::format("'{}' is none of ns, us, ms, s", unit.text()));
  return row.at("real_time").positive() * found->second;
}

/// "2026-11-22T14:16:18+01:00" in UTC; empty where it has no offset, as old versions wrote it.
std::string utc(const std::string& date) {
  std::tm local{};
  int hours = 0, minutes = 0;
  char sign = 0;
  const int fields = std::sscanf(date.c_str(), "%d-%d-%dT%d:%d:%d%c%d:%d", &local.tm_year,
                                 &local.tm_mon, &local.tm_mday, &local.tm_hour, &local.tm_min,
                                 &local.tm_sec, &sign, &hours, &minutes);
  if (fields != 9 || (sign != '+' && sign != '-')) return {};
  local.tm_year -= 1900;
  local.tm_mon -= 1;
  const std::time_t offset = (hours * 60 + minutes) * 60;
  const std::time_t moment = timegm(&local) + (sign == '+' ? -offset : offset);
  std::tm universal{};
  gmtime_r(&moment, &universal);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &universal);
  return text;
}

bool is_set(const JsonNode& row, const std::string& key) {
  const auto found = row.find(key);
  return found && found->flag();
}

void take(const JsonNode& row, Case& of) {
  const auto type = row.find("run_type");
  if (is_set(row, "error_occurred") || is_set(row, "skipped")) {
    of.failed = row;
  } else if (!type || type->text() == "iteration") {
    const auto index = row.find("repetition_index");
    if (index && !of.indices.insert(index->number()).second) {
      row.fail(fmt::format("a second '{}' of the same repetition", row.at("run_name").text()));
    }
    of.repetitions.push_back(row);
  } else if (row.at("aggregate_name").text() == "median") {
    of.median = row;
  }
}

/// The median over repetitions of what they say under a key; empty where one does not say it.
Result::Number median(const std::vector<JsonNode>& rows, const std::string& key) {
  std::vector<double> values;
  for (const JsonNode& row : rows) {
    const auto found = row.find(key);
    if (!found || !found->json().is_number()) return std::nullopt;
    values.push_back(found->number());
  }
  std::sort(values.begin(), values.end());
  return quantile(values, 0.5);
}

void fill_times(const Case& of, Result& row) {
  if (of.repetitions.empty()) {
    row.median_s = seconds(*of.median);
    row.samples = of.median->at("repetitions").count();
    return;
  }
  std::vector<double> times;
  for (const JsonNode& repetition : of.repetitions) times.push_back(seconds(repetition));
  const Summary summary = summarise(times, 0);
  row.median_s = summary.median;
  row.samples = static_cast<std::int64_t>(times.size());
  if (summary.median_interval) {
    row.ci_lo_s = summary.median_interval->low;
    row.ci_hi_s = summary.median_interval->high;
  }
  row.q1_s = summary.q1;
  row.q3_s = summary.q3;
  row.p95_s = summary.p95;
  row.p99_s = summary.p99;
  row.min_s = summary.minimum;
  row.max_s = summary.maximum;
  row.iterations = of.repetitions.back().at("iterations").count();
}

/// Rates by the clock that the time is of. Others are by the processor's time, and left out.
bool of_real_time(const std::string& name) {
  return name.find("/real_time") != std::string::npos ||
         name.find("/manual_time") != std::string::npos;
}

void fill_counts(const std::string& name, const std::vector<JsonNode>& rows, Result& row) {
  if (of_real_time(name)) {
    row.bytes_per_s = median(rows, "bytes_per_second");
    row.items_per_s = median(rows, "items_per_second");
  }
  for (const auto& [key, value] : rows.front().json().items()) {
    if (!value.is_number() || kOwnKeys.contains(key)) continue;
    if (const auto found = median(rows, key)) row.counters[key] = *found;
  }
  if (const auto threads = rows.front().find("threads")) {
    row.threads = threads->count();
  }
  if (const auto label = rows.front().find("label")) row.implementation = label->text();
}

std::string message_of(const JsonNode& row) {
  for (const char* key : {"error_message", "skip_message"}) {
    if (const auto message = row.find(key)) return message->text();
  }
  return {};
}

Result row_of(const std::string& name, const Case& of) {
  Result row;
  const std::size_t slash = std::min(name.find('/'), name.size());
  row.benchmark = name.substr(0, slash);
  row.variant = "google_benchmark";
  row.device = "cpu";
  row.timing = "hot";
  const std::string arguments = name.substr(std::min(slash + 1, name.size()));
  if (!arguments.empty()) row.point["arguments"] = arguments;
  name_case(row, arguments.empty() ? "" : "arguments=" + arguments, "median of real_time");
  if (of.failed) {
    row.status = is_set(*of.failed, "error_occurred") ? Status::failed : Status::skipped;
    row.message = message_of(*of.failed);
    return row;
  }
  fill_times(of, row);
  fill_counts(name, of.repetitions.empty() ? std::vector{*of.median} : of.repetitions, row);
  return row;
}

/// No clock, no load, no host name: what two machines of the same make share.
std::string fingerprint(const JsonNode& context) {
  std::string constants = fmt::format("{}", context.at("num_cpus").count());
  if (const auto caches = context.find("caches")) constants += '|' + caches->json().dump();
  return hex_digest('g', constants, 12);
}

nlohmann::ordered_json machine(const JsonNode& context) {
  nlohmann::ordered_json cpu{{"logical_cores", context.at("num_cpus").count()}};
  if (const auto caches = context.find("caches")) cpu["caches"] = caches->json();
  nlohmann::ordered_json build = nlohmann::ordered_json::object();
  if (const auto type = context.find("library_build_type")) {
    build["library_build_type"] = type->text();
  }
  return {{"cpu", cpu}, {"gpus", nlohmann::ordered_json::array()}, {"build", build}};
}

}  // namespace

ForeignRun read_google_benchmark(const JsonNode& root) {
  const JsonNode context = root.at("context");
  ForeignRun run;
  run.fingerprint = fingerprint(context);
  if (const auto date = context.find("date")) run.started_utc = utc(date->text());
  run.machine = machine(context);
  std::vector<std::string> names;  // in the order of the file
  std::map<std::string, Case> cases;
  for (const JsonNode& row : root.at("benchmarks").items()) {
    const auto [found, fresh] = cases.try_emplace(row.at("run_name").text());
    if (fresh) names.push_back(found->first);
    take(row, found->second);
  }
  for (const std::string& name : names) {
    const Case& of = cases[name];
    if (of.failed || of.median || !of.repetitions.empty()) run.rows.push_back(row_of(name, of));
  }
  return run;
}

}  // namespace warpmark
