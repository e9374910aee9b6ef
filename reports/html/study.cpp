#include "reports/html/study.h"

#include "harness/error.h"
#include "reports/compare/recorded_runs.h"
#include "reports/csv_table.h"
#include "reports/environment_file.h"
#include "reports/html/drawable.h"
#include "reports/results_reader.h"
#include "reports/seen_rows.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

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

Environment environment_of(const fs::path& path) {
  const nlohmann::json json = warpmark::read_environment(path);
  if (json.is_null()) return {};
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

/// A case's rows in one run, several where it was repeated, whose samples follow each other.
struct Repetitions {
  std::vector<Result*> rows;
  std::size_t at = 0;

  Result& of_sample(std::int64_t index) {
    if (index == 0 && !rows[at]->sample_list.empty() && at + 1 < rows.size()) ++at;
    return *rows[at];
  }
};

/// Gives the epochs of training, which alone are drawn one by one, to their rows.
void read_epochs(const fs::path& path, std::vector<Result>& rows) {
  std::map<std::string, Repetitions> wanted;
  for (Result& row : rows) {
    if (row.timing != "epoch" || row.samples.value_or(0) == 0) continue;
    wanted[key(row.run_id, row.case_id, row.devices)].rows.push_back(&row);
  }
  std::error_code none;
  if (wanted.empty() || !fs::exists(path, none)) return;
  const CsvTable table(path, [&](const CsvTable& line) {
    if (!line.text(0, "case_id").ends_with(".timing=epoch")) return;
    const auto row =
        wanted.find(key(line.text(0, "run_id"), line.text(0, "case_id"), line.text(0, "devices")));
    if (row == wanted.end()) return;
    Sample sample{line.measure(0, "time_s").value_or(0)};
    for (const std::string& column : line.header()) {
      if (!column.starts_with("c_")) continue;
      const auto value = line.number(0, column);
      if (value && std::isfinite(*value)) sample.counters[column.substr(2)] = *value;
    }
    Result& owner = row->second.of_sample(line.integer(0, "sample_index").value_or(0));
    owner.sample_list.push_back(std::move(sample));
  });
}

/// Reads files one after the other; a row may be in one of them only.
class Reader {
 public:
  /// `most`: rows in all.
  explicit Reader(std::size_t most) : most_(most) {}

  Session read(std::string name, const fs::path& file) {
    const fs::path folder = file.parent_path();
    Session session{std::move(name), {}, environment_of(folder / "env.json"), {}};
    const CsvTable table(file, [&](const CsvTable& row) {
      if (session.rows.empty()) seen_.begin(row);
      if (++rows_ > most_) {
        row.fail_at(
            0, fmt::format("more than {} rows in all, which is what a report can hold", most_));
      }
      session.rows.push_back(read_result(row, 0));
      require_drawable(session.rows.back(), row);
      seen_.add(row);
    });
    if (table.torn_line()) {
      session.warnings.push_back(fmt::format("{}: line {}: the last row is torn and was left out",
                                             file.string(), *table.torn_line()));
    }
    read_epochs(folder / "samples.csv", session.rows);
    session.chosen = read_chosen(folder / "selection.jsonl");
    return session;
  }

 private:
  SeenRows seen_;
  std::size_t most_, rows_ = 0;
};

/// How many of the chosen cases have no row at all.
std::size_t never_begun(const Session& session) {
  std::set<std::string> begun;
  for (const Result& row : session.rows) begun.insert(row.case_id);
  return static_cast<std::size_t>(
      std::count_if(session.chosen.begin(), session.chosen.end(),
                    [&](const std::string& case_id) { return !begun.contains(case_id); }));
}

bool is_folder(const fs::path& path) {
  std::error_code none;  // opening it says what is wrong
  return fs::is_directory(path, none);
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
  return {path.lexically_normal().string(), {}, environment_of(folder / "env.json"), {}};
}

Session read_session(const fs::path& path) {
  return Reader(kMostRows).read(path.lexically_normal().string(),
                                is_folder(path) ? path / "results.csv" : path);
}

std::vector<Session> read_sessions(const std::vector<fs::path>& paths, std::size_t most) {
  Reader reader(most);
  std::vector<Session> sessions;
  for (const fs::path& path : paths) {
    for (const fs::path& file : results_files({path})) {
      const fs::path named = is_folder(path) ? file.parent_path() : file;
      sessions.push_back(reader.read(named.lexically_normal().string(), file));
      if (!sessions.back().rows.empty()) continue;
      throw InvalidInput(file.string() + ": line 2: no rows after the header");
    }
  }
  return sessions;
}

Study::Study(std::vector<Session> all, KnownNoise known)
    : sessions(std::move(all)),
      noise(std::move(known)),
      several_machines_(machines_of(sessions).size() > 1) {
  for (Session& session : sessions) {
    session.never_begun = never_begun(session);
    std::vector<Result> taken = std::exchange(session.rows, {});
    if (rows.empty())
      rows = std::move(taken);
    else
      std::move(taken.begin(), taken.end(), std::back_inserter(rows));
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
