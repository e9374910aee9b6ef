#include "harness/result.h"

#include "harness/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace warpmark {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 4> kStatuses{"ok", "skipped", "failed", "timeout"};

void write(json& out, const char* key, const std::string& field) {
  if (!field.empty()) out[key] = field;
}
void write(json& out, const char* key, std::int64_t field) { out[key] = field; }
void write(json& out, const char* key, Status field) { out[key] = std::string(name(field)); }
template <class T>
void write(json& out, const char* key, const std::optional<T>& field) {
  if (field && std::isfinite(*field)) out[key] = *field;
}

void read(const json& in, const char* key, std::string& field) {
  if (in.contains(key)) field = in.at(key).get<std::string>();
}
void read(const json& in, const char* key, std::int64_t& field) {
  field = in.at(key).get<std::int64_t>();
}
void read(const json& in, const char* key, Status& field) {
  field = parse_status(in.at(key).get<std::string>());
}
template <class T>
void read(const json& in, const char* key, std::optional<T>& field) {
  if (in.contains(key)) field = in.at(key).get<T>();
}

/// JSON has neither NaN nor infinities: they are missing, as in results.csv.
std::map<std::string, double> finite(std::map<std::string, double> counters) {
  std::erase_if(counters, [](const auto& counter) { return !std::isfinite(counter.second); });
  return counters;
}

json sample_to_json(const Sample& s) {
  return {{"time_s", s.seconds},
          {"iterations", s.iterations},
          {"valid", s.valid},
          {"sm_clock_hz", s.sm_clock_hz},
          {"counters", finite(s.counters)}};
}

Sample sample_from_json(const json& in) {
  return {in.at("time_s"), in.at("iterations"), in.at("valid"), in.at("sm_clock_hz"),
          in.at("counters").get<std::map<std::string, double>>()};
}

Value value_from_json(const json& in) {
  if (in.is_string()) return in.get<std::string>();
  return in.get<std::int64_t>();
}

}  // namespace

std::string_view name(Status status) { return kStatuses[static_cast<std::size_t>(status)]; }

Status parse_status(std::string_view text) {
  const auto found = std::find(kStatuses.begin(), kStatuses.end(), text);
  if (found == kStatuses.end()) throw InvalidInput("unknown status '" + std::string(text) + "'");
  return static_cast<Status>(found - kStatuses.begin());
}

std::string to_json_line(const Result& result) {
  json out;
  visit_columns(result, [&](const char* column, const auto& field) { write(out, column, field); });
  out["point"] = json::object();
  for (const auto& [axis, value] : result.point) {
    json& there = out["point"][axis];
    std::visit([&](const auto& v) { there = v; }, value);
  }
  out["counters"] = finite(result.counters);
  out["sample_list"] = json::array();
  for (const Sample& sample : result.sample_list)
    out["sample_list"].push_back(sample_to_json(sample));
  // A message may quote bytes that are no UTF-8: they are replaced, the row is not lost.
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result from_json_line(const std::string& line) {
  try {
    const json in = json::parse(line);
    Result result;
    visit_columns(result, [&](const char* column, auto& field) { read(in, column, field); });
    for (const auto& [axis, value] : in.at("point").items()) {
      result.point[axis] = value_from_json(value);
    }
    result.counters = in.at("counters").get<std::map<std::string, double>>();
    for (const json& sample : in.at("sample_list")) {
      result.sample_list.push_back(sample_from_json(sample));
    }
    return result;
  } catch (const json::exception& error) {
    throw InvalidInput(std::string("result line: ") + error.what());
  }
}

}  // namespace warpmark
