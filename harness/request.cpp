#include "harness/request.h"

#include "harness/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace warpmark {
namespace {

using nlohmann::json;

template <class Named>
const Named& find(const std::vector<Named>& list, const std::string& name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Named& n) { return n.name == name; });
  if (found == list.end()) throw InvalidInput("line of a case: there is no '" + name + "'");
  return *found;
}

Params params_from_json(const json& in) {
  Params params;
  for (const json& entry : in) {
    const json& value = entry.at(1);
    const auto axis = entry.at(0).get<std::string>();
    if (value.is_string()) {
      params.set(axis, value.get<std::string>());
    } else {
      params.set(axis, value.get<std::int64_t>());
    }
  }
  return params;
}

}  // namespace

std::string to_json_line(const Request& request) {
  const Case& c = request.c;
  json params = json::array();
  for (const auto& [axis, value] : c.params.values()) {
    std::visit(
        [&, name = axis](const auto& v) {
          params.push_back(json::array({name, v}));
        },
        value);
  }
  return json{{"benchmark", c.spec->name},
              {"variant", c.variant->name},
              {"params", params},
              {"timing", name(c.timing)},
              {"gpu", c.device.kind == DeviceKind::gpu},
              {"ordinal", c.device.ordinal},
              {"suite", c.suite},
              {"max_time_s", c.max_time_s},
              {"warmup_s", c.warmup_s},
              {"threads", c.threads},
              {"plans", request.plans.string()}}
      .dump();
}

Request request_from_json_line(const std::string& line, const std::vector<BenchmarkSpec>& catalog) {
  try {
    const json in = json::parse(line);
    Case c;
    c.spec = &find(catalog, in.at("benchmark").get<std::string>());
    c.variant = &find(c.spec->variants, in.at("variant").get<std::string>());
    c.params = params_from_json(in.at("params"));
    c.timing = parse_timing(in.at("timing").get<std::string>());
    c.device.kind = in.at("gpu").get<bool>() ? DeviceKind::gpu : DeviceKind::cpu;
    in.at("ordinal").get_to(c.device.ordinal);
    in.at("suite").get_to(c.suite);
    in.at("max_time_s").get_to(c.max_time_s);
    in.at("warmup_s").get_to(c.warmup_s);
    in.at("threads").get_to(c.threads);
    return {c, in.at("plans").get<std::string>()};
  } catch (const json::exception& error) {
    throw InvalidInput(std::string("line of a case: ") + error.what());
  }
}

}  // namespace warpmark
