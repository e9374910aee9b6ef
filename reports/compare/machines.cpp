#include "reports/compare/machines.h"

#include "reports/environment_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace warpmark {
namespace {

using nlohmann::json;
using Facts = std::map<std::string, std::set<std::string>>;  // values by name

std::string text_of(const json& value) {
  if (value.is_null()) return {};
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Adds what `object` has under the names, below `prefix`.
void note(Facts& facts, const std::string& prefix, const json& object,
          std::initializer_list<const char*> names) {
  if (!object.is_object()) return;
  for (const char* name : names) {
    if (!object.contains(name)) continue;
    const std::string text = text_of(object[name]);
    if (!text.empty()) facts[prefix + name].insert(text);
  }
}

/// Calls `visit` with the object in the env.json beside each file that has one.
template <class Visit>
void visit_environments(const RecordedRuns& side, const Visit& visit) {
  for (const std::filesystem::path& file : side.files) {
    const json environment = read_environment(file.parent_path() / "env.json");
    if (environment.is_object()) visit(environment);
  }
}

Facts identity(const RecordedRuns& side) {
  Facts facts;
  visit_environments(side, [&](const json& environment) {
    note(facts, "cpu.", environment.value("cpu", json()),
         {"model", "sockets", "physical_cores", "logical_cores", "caches", "isa"});
    int number = 0;
    for (const json& gpu : environment.value("gpus", json::array())) {
      note(facts, fmt::format("gpu{}.", number++), gpu,
           {"name", "compute_capability", "multiprocessors", "memory_bytes", "ecc", "mig",
            "power_limit_w"});
    }
    facts["gpus"].insert(std::to_string(number));
  });
  return facts;
}

/// Drivers do not tell whether clocks are locked; preflight sees that they are not.
void note_gpus(Facts& facts, const json& environment) {
  int number = 0;
  for (const json& gpu : environment.value("gpus", json::array())) {
    note(facts, fmt::format("gpu{}.", number++), gpu, {"persistence"});
  }
  for (const json& warning : environment.value("warnings", json::array())) {
    if (warning.is_object() && warning.value("code", json()) == "gpu_clocks_unlocked") {
      facts["gpu_clocks"].insert("not locked");
    }
  }
}

Facts context(const RecordedRuns& side) {
  Facts facts = side.context;
  visit_environments(side, [&](const json& environment) {
    note(facts, "", environment, {"kernel", "distribution"});
    note(facts, "cpu.", environment.value("cpu", json()),
         {"governor", "turbo", "usable_threads", "cgroup_quota_cores"});
    note_gpus(facts, environment);
    note(facts, "build.", environment.value("build", json()),
         {"compiler", "flags", "build_type", "cuda_architectures"});
    const json variables = environment.value("variables", json::object());
    for (const auto& [name, value] : variables.items()) {
      facts["variables." + name].insert(text_of(value));
    }
  });
  return facts;
}

std::string joined(const Facts& facts, const std::string& name) {
  const auto found = facts.find(name);
  return found == facts.end() ? "" : fmt::format("{}", fmt::join(found->second, " | "));
}

std::vector<Difference> differences(const Facts& base, const Facts& fresh) {
  std::set<std::string> names;
  for (const Facts* side : {&base, &fresh}) {
    for (const auto& [name, values] : *side) names.insert(name);
  }
  std::vector<Difference> differences;
  for (const std::string& name : names) {
    const std::string a = joined(base, name), b = joined(fresh, name);
    if (a != b) differences.push_back({name, a, b});
  }
  return differences;
}

}  // namespace

std::set<std::string> fingerprints(const RecordedRuns& side) {
  std::set<std::string> found;
  for (const auto* cases : {&side.cases, &side.canaries}) {
    for (const auto& [key, recorded] : *cases) {
      found.insert(recorded.fingerprints.begin(), recorded.fingerprints.end());
    }
  }
  return found;
}

std::vector<Difference> identity_differences(const RecordedRuns& base, const RecordedRuns& fresh) {
  const Facts a{{"fingerprint", fingerprints(base)}}, b{{"fingerprint", fingerprints(fresh)}};
  std::vector<Difference> found = differences(a, b);
  if (found.empty()) return found;
  for (Difference& difference : differences(identity(base), identity(fresh))) {
    found.push_back(std::move(difference));
  }
  return found;
}

std::vector<Difference> context_differences(const RecordedRuns& base, const RecordedRuns& fresh) {
  return differences(context(base), context(fresh));
}

}  // namespace warpmark
