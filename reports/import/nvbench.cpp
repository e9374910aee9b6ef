#include "harness/hash.h"
#include "harness/row.h"
#include "reports/import/foreign_run.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>

namespace warpmark {
namespace {

using Summaries = std::map<std::string, JsonNode>;  // values by tag

/// A way in which nvbench times a state, and what it is here.
struct Measure {
  const char* tags;   // that begin its summaries
  const char* times;  // that begin those of its times
  const char* timing;
  bool together;  // all launches are one sample
};

/// Isolated launches with the cache flushed before; launches back to back; code of the CPU alone.
constexpr Measure kCold{"nv/cold/", "nv/cold/time/gpu/", "cold", false};
constexpr Measure kBatch{"nv/batch/", "nv/batch/time/gpu/", "hot", true};
constexpr Measure kCpuOnly{"nv/cpu_only/", "nv/cpu_only/time/cpu/", "hot", false};

Summaries summaries_of(const JsonNode& state) {
  Summaries values;
  const auto list = state.find("summaries");
  if (!list) return values;
  for (const JsonNode& summary : list->items()) {
    const auto data = summary.find("data");
    if (!data) continue;
    for (const JsonNode& entry : data->items()) {
      if (entry.at("name").text() == "value") {
        values.emplace(summary.at("tag").text(), entry.at("value"));
      }
    }
  }
  return values;
}

Result::Number number(const Summaries& summaries, const std::string& tag) {
  const auto found = summaries.find(tag);
  if (found == summaries.end()) return std::nullopt;
  return found->second.number();
}

Result::Number time(const Summaries& summaries, const std::string& tag) {
  const auto found = summaries.find(tag);
  if (found == summaries.end()) return std::nullopt;
  return found->second.positive();
}

/// nvbench divides what a launch moves by the mean time: this takes it back to the launch.
Result::Number per_launch(const Result::Number& rate, const Result::Number& mean) {
  if (!rate || !mean) return std::nullopt;
  return std::round(*rate * *mean);
}

/// Names the case and the device of a state.
Result blank(const JsonNode& benchmark, const JsonNode& state, const JsonNode& devices) {
  Result row;
  row.benchmark = benchmark.at("name").text();
  row.variant = "nvbench";
  row.device = "cpu";
  if (const auto id = state.find("device")) {
    row.device = "gpu";
    row.devices = fmt::format("{}", id->count());
    for (const JsonNode& device : devices.items()) {
      if (device.at("id").number() == id->number()) row.device_name = device.at("name").text();
    }
  }
  if (const auto axes = state.find("axis_values")) {
    for (const JsonNode& axis : axes->items()) {
      const JsonNode value = axis.at("value");
      row.point[axis.at("name").text()] =
          value.json().is_string() ? value.text() : value.json().dump();
    }
  }
  return row;
}

std::string point_of(const JsonNode& state) {
  std::string point;
  const auto axes = state.find("axis_values");
  if (!axes) return point;
  for (const JsonNode& axis : axes->items()) {
    const JsonNode value = axis.at("value");
    point += (point.empty() ? "" : ".") + axis.at("name").text() + '=' +
             (value.json().is_string() ? value.text() : value.json().dump());
  }
  return point;
}

void fill(const Summaries& summaries, const Measure& measure, Result& row) {
  const std::string times = measure.times, tags = measure.tags;
  const Result::Number mean = time(summaries, times + "mean");
  const Result::Number median = time(summaries, times + "median");
  row.median_s = median ? median : mean;
  row.implementation = median ? "nvbench: median" : "nvbench: mean, it gives no median";
  row.min_s = time(summaries, times + "min");
  row.max_s = time(summaries, times + "max");
  row.q1_s = time(summaries, times + "q1");
  row.q3_s = time(summaries, times + "q3");
  const auto size = summaries.find(tags + "sample_size");
  const auto launches =
      size == summaries.end() ? Result::Count() : Result::Count(size->second.count());
  row.samples = measure.together ? 1 : launches;
  row.iterations = measure.together ? launches : 1;
  if (mean) row.counters["mean_s"] = *mean;
  if (const auto noise = number(summaries, times + "stdev/absolute")) {
    row.counters["stdev_s"] = *noise;
  }
}

/// What a launch moves is only told beside the isolated times, and holds for those back to back.
void fill_work(const Summaries& summaries, Result& row) {
  const Result::Number mean = time(summaries, "nv/cold/time/gpu/mean");
  row.bytes = per_launch(number(summaries, "nv/cold/bw/global/bytes_per_second"), mean);
  row.items = per_launch(number(summaries, "nv/cold/bw/item_rate"), mean);
  fill_rates(row);
}

void read_state(const JsonNode& benchmark, const JsonNode& state, const JsonNode& devices,
                std::vector<Result>& rows) {
  const Result row = blank(benchmark, state, devices);
  const std::string point = point_of(state);
  const auto add = [&](const Measure& measure) -> Result& {
    Result& added = rows.emplace_back(row);
    added.timing = measure.timing;
    return added;
  };
  if (const auto skipped = state.find("is_skipped"); skipped && skipped->flag()) {
    Result& added = add(row.device == "gpu" ? kCold : kCpuOnly);
    added.status = Status::skipped;
    if (const auto reason = state.find("skip_reason")) added.message = reason->text();
    return name_case(added, point, "skipped");
  }
  const Summaries summaries = summaries_of(state);
  bool measured = false;
  for (const Measure& measure : {kCold, kBatch, kCpuOnly}) {
    const std::string times = measure.times;
    if (!summaries.contains(times + "mean") && !summaries.contains(times + "median")) continue;
    Result& added = add(measure);
    fill(summaries, measure, added);
    fill_work(summaries, added);
    name_case(added, point, added.implementation + times);
    measured = true;
  }
  if (!measured) state.fail("neither skipped nor with a time in its summaries");
}

/// Nothing that a clock, a temperature or a driver changes.
std::string fingerprint(const JsonNode& devices) {
  std::string constants;
  for (const JsonNode& device : devices.items()) {
    constants += fmt::format("|{}|{}|{}|{}GiB", device.at("name").text(),
                             device.at("sm_version").number(), device.at("number_of_sms").number(),
                             std::round(device.at("global_memory_size").number() / (1 << 30)));
  }
  return hex_digest('n', constants, 12);
}

nlohmann::ordered_json machine(const JsonNode& devices) {
  nlohmann::ordered_json gpus = nlohmann::ordered_json::array();
  for (const JsonNode& device : devices.items()) {
    const std::int64_t version = device.at("sm_version").count();
    gpus.push_back({{"ordinal", device.at("id").json()},
                    {"name", device.at("name").json()},
                    {"compute_capability", fmt::format("{}.{}", version / 100, version / 10 % 10)},
                    {"multiprocessors", device.at("number_of_sms").json()},
                    {"memory_bytes", device.at("global_memory_size").json()}});
  }
  return {{"gpus", std::move(gpus)}};
}

void check_once(const JsonNode& benchmarks, const std::vector<Result>& rows) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const Result& row : rows) {
    if (!seen.emplace(row.case_id, row.devices).second) {
      benchmarks.fail(row.case_id + " is there twice");
    }
  }
}

}  // namespace

ForeignRun read_nvbench(const JsonNode& root) {
  const JsonNode devices = root.at("devices"), benchmarks = root.at("benchmarks");
  ForeignRun run;
  run.fingerprint = fingerprint(devices);
  run.machine = machine(devices);
  for (const JsonNode& benchmark : benchmarks.items()) {
    for (const JsonNode& state : benchmark.at("states").items()) {
      read_state(benchmark, state, devices, run.rows);
    }
  }
  check_once(benchmarks, run.rows);
  return run;
}

}  // namespace warpmark
