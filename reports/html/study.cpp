#include "reports/html/study.h"

#include "harness/error.h"
#include "reports/csv_table.h"
#include "reports/results_reader.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>

namespace warpmark::html {
namespace {

namespace fs = std::filesystem;
using Environment = std::vector<std::pair<std::string, std::string>>;

void take_apart(const nlohmann::json& value, const std::string& name, Environment& out) {
  if (value.is_structured()) {
    for (const auto& [key, item] : value.items()) {
      take_apart(item, name.empty() ? key : name + '.' + key, out);
    }
  } else {
    out.emplace_back(name, value.is_null()     ? ""
                           : value.is_string() ? value.get<std::string>()
                                               : value.dump());
  }
}

Environment read_environment(const fs::path& path) {
  std::ifstream file(path);
  if (!file) return {};
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) throw InvalidInput(path.string() + ": no JSON object");
  Environment out;
  take_apart(json, {}, out);
  return out;
}

std::string key(const std::string& run, const std::string& case_id, const std::string& devices) {
  return run + ' ' + case_id + ' ' + devices;
}

/// Gives the epochs of training, which alone are drawn one by one, to their rows.
void read_epochs(const fs::path& path, std::vector<Result>& rows) {
  std::map<std::string, Result*> wanted;
  for (Result& row : rows) {
    if (row.timing == "epoch") wanted[key(row.run_id, row.case_id, row.devices)] = &row;
  }
  if (wanted.empty() || !fs::exists(path)) return;
  const CsvTable table(path, [&](const CsvTable& line) {
    if (!line.text(0, "case_id").ends_with(".timing=epoch")) return;
    const auto row =
        wanted.find(key(line.text(0, "run_id"), line.text(0, "case_id"), line.text(0, "devices")));
    if (row == wanted.end()) return;
    Sample sample{line.number(0, "time_s").value_or(0)};
    for (const std::string& column : line.header()) {
      if (!column.starts_with("c_")) continue;
      if (const auto value = line.number(0, column)) sample.counters[column.substr(2)] = *value;
    }
    row->second->sample_list.push_back(std::move(sample));
  });
}

}  // namespace

std::string Session::environment_value(const std::string& key) const {
  for (const auto& [name, value] : environment) {
    if (name == key) return value;
  }
  return {};
}

Session read_session(const fs::path& folder) {
  const fs::path file = folder / "results.csv";
  if (!fs::is_directory(folder)) throw InvalidInput(folder.string() + ": no folder of results");
  Session session{folder.lexically_normal().string(), {}, read_environment(folder / "env.json")};
  const CsvTable table(file);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    session.rows.push_back(read_result(table, i));
    if (!session.rows.back().fingerprint.empty()) continue;
    throw InvalidInput(fmt::format("{}: row {} has no fingerprint: of what machine is it true?",
                                   file.string(), i + 1));
  }
  read_epochs(folder / "samples.csv", session.rows);
  return session;
}

Study::Study(std::vector<Session> all) : sessions(std::move(all)) {
  for (const Session& session : sessions) {
    rows.insert(rows.end(), session.rows.begin(), session.rows.end());
  }
  measurements = html::measurements(rows);
}

}  // namespace warpmark::html
