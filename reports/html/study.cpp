#include "reports/html/study.h"

#include "harness/error.h"
#include "harness/timing.h"
#include "reports/csv_table.h"
#include "reports/results_reader.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <cmath>
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

/// The case_ids of selection.jsonl, each once; its first line is about the selection.
std::vector<std::string> read_chosen(const fs::path& path) {
  std::ifstream file(path);
  std::set<std::string> chosen;
  std::string text;
  for (int number = 1; std::getline(file, text); ++number) {
    const nlohmann::json line = nlohmann::json::parse(text, nullptr, false);
    if (!line.is_object()) {
      throw InvalidInput(fmt::format("{}: line {}: no JSON object", path.string(), number));
    }
    const auto case_id = line.find("case_id");
    if (case_id != line.end() && case_id->is_string()) chosen.insert(case_id->get<std::string>());
  }
  return {chosen.begin(), chosen.end()};
}

fs::path file_of(const fs::path& path) {
  return fs::is_directory(path) ? path / "results.csv" : path;
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
      const auto value = line.number(0, column);
      if (value && std::isfinite(*value)) sample.counters[column.substr(2)] = *value;
    }
    row->second->sample_list.push_back(std::move(sample));
  });
}

struct NotFinite {
  std::string& fault;
  void operator()(const char* column, const Result::Number& value) const {
    if (value && !std::isfinite(*value)) fault = fmt::format("has no finite {}", column);
  }
  template <class Other>
  void operator()(const char*, const Other&) const {}
};

/// What makes a row impossible to draw; empty for those that this program writes.
std::string fault_of(const Result& row) {
  if (row.fingerprint.empty()) return "has no fingerprint: of what machine is it true?";
  std::string fault;
  visit_columns(row, NotFinite{fault});
  if (row.ci_lo_s.value_or(1) <= 0) fault = "has a ci_lo_s that is no time";
  try {
    parse_timing(row.timing);
  } catch (const UsageError& error) {
    fault = std::string("has an ") + error.what();
  }
  return fault;
}

}  // namespace

std::string Session::environment_value(const std::string& key) const {
  for (const auto& [name, value] : environment) {
    if (name == key) return value;
  }
  return {};
}

std::vector<std::string> Session::command() const {
  std::vector<std::string> words;
  for (const auto& [name, word] : environment) {
    if (name.starts_with("command.")) words.push_back(word);
  }
  return words;
}

Session read_surroundings(const fs::path& path) {
  const fs::path folder = file_of(path).parent_path();
  return {path.lexically_normal().string(), {}, read_environment(folder / "env.json"), {}};
}

Session read_session(const fs::path& path) {
  if (!fs::exists(path)) throw InvalidInput(path.string() + ": no folder of results");
  const fs::path file = file_of(path);
  Session session = read_surroundings(path);
  const CsvTable table(file);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    session.rows.push_back(read_result(table, i));
    const std::string fault = fault_of(session.rows.back());
    if (!fault.empty()) table.fail_at(i, fault);
  }
  if (table.torn_line()) {
    session.warnings.push_back(fmt::format("{}: line {}: the last row is torn and was left out",
                                           file.string(), *table.torn_line()));
  }
  read_epochs(file.parent_path() / "samples.csv", session.rows);
  session.chosen = read_chosen(file.parent_path() / "selection.jsonl");
  return session;
}

Study::Study(std::vector<Session> all, KnownNoise known)
    : sessions(std::move(all)),
      noise(std::move(known)),
      several_machines_(machines_of(sessions).size() > 1) {
  for (const Session& session : sessions) {
    rows.insert(rows.end(), session.rows.begin(), session.rows.end());
  }
  measurements = html::measurements(rows);
}

std::string Study::on_machine(const Result& row) const {
  return several_machines_ ? ", " + row.fingerprint : "";
}

std::set<std::string> machines_of(const std::vector<Session>& sessions) {
  std::set<std::string> fingerprints;
  for (const Session& session : sessions) {
    for (const Result& row : session.rows) fingerprints.insert(row.fingerprint);
  }
  return fingerprints;
}

}  // namespace warpmark::html
