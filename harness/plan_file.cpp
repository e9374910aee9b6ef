#include "harness/plan_file.h"

#include "harness/error.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <unistd.h>

namespace warpmark {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* kFormat = "warpmark plans";
constexpr int kVersion = 1;

std::string text_of(const Plans& plans) {
  ordered_json choices = ordered_json::array();
  for (const auto& [key, engine] : plans) {
    choices.push_back({{"device", key.device},
                       {"library", key.library},
                       {"graph", key.graph},
                       {"engine", engine}});
  }
  return ordered_json{{"format", kFormat}, {"version", kVersion}, {"choices", choices}}.dump(2);
}

Plans parse(const ordered_json& in) {
  if (in.at("format") != kFormat) throw InvalidInput("it is no file of plans");
  if (in.at("version") != kVersion) {
    throw InvalidInput("its version is " + in.at("version").dump() + ", not " +
                       std::to_string(kVersion));
  }
  Plans plans;
  for (const ordered_json& choice : in.at("choices")) {
    const auto word = [&](const char* key) { return choice.at(key).get<std::string>(); };
    plans[{word("device"), word("library"), word("graph")}] = word("engine");
  }
  return plans;
}

}  // namespace

Plans read_plans(const fs::path& file) try {
  std::error_code error;
  if (!fs::exists(file, error) && !error) return {};
  std::ifstream in(file);
  if (!in || fs::is_directory(file, error)) throw InvalidInput("cannot read");
  return parse(ordered_json::parse(in));
} catch (const std::exception& error) {
  throw InvalidInput(file.string() + ": " + error.what());
}

void keep_plan(const fs::path& file, const PlanKey& key, const std::string& engine) {
  Plans plans = read_plans(file);
  plans[key] = engine;
  fs::path beside = file;
  beside += ".part" + std::to_string(::getpid());
  {
    std::ofstream out(beside);
    out << text_of(plans) << '\n';
    if (!out.flush()) throw WriteError(beside.string() + ": cannot write");
  }
  std::error_code error;
  fs::rename(beside, file, error);
  if (error) throw WriteError(file.string() + ": cannot replace: " + error.message());
}

void check_plan_file(const fs::path& file) {
  read_plans(file);
  std::error_code error;
  const fs::path folder = file.has_parent_path() ? file.parent_path() : ".";
  if (!fs::is_directory(folder, error)) {
    throw WriteError(file.string() + ": there is no folder " + folder.string());
  }
}

}  // namespace warpmark
