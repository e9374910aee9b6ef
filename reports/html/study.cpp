#include "reports/html/study.h"

#include "harness/error.h"
#include "harness/timing.h"
#include "reports/compare/recorded_runs.h"
#include "reports/csv_table.h"
#include "reports/environment_file.h"
#include "reports/results_reader.h"
#include "reports/seen_rows.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
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

std::string key(const std::string& run, const std::string& case_id, const std::string& devices) {
  return run + ' ' + case_id + ' ' + devices;
}

/// Gives the epochs of training, which alone are drawn one by one, to their rows.
void read_epochs(const fs::path& path, std::vector<Result>& rows) {
  std::map<std::string, Result*> wanted;
  for (Result& row : rows) {
    if (row.timing == "epoch") wanted[key(row.run_id, row.case_id, row.devices)] = &row;
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
    row->second->sample_list.push_back(std::move(sample));
  });
}

/// Complains of what is impossible to draw, as this program writes none: numbers that are none.
class Checker {
 public:
  explicit Checker(const CsvTable& table) : table_(table) {}

  void operator()(const char* column, const Result::Number& value) const {
    if (value && !std::isfinite(*value)) table_.fail_at(0, column, "is not finite");
  }
  template <class Other>
  void operator()(const char*, const Other&) const {}

  void check(const Result& row) const {
    for (const char* column : {"run_id", "benchmark", "case_id", "case_hash"}) {
      if (table_.text(0, column).empty()) table_.fail_at(0, column, "is empty");
    }
    if (row.fingerprint.empty()) {
      table_.fail_at(0, "fingerprint", "is empty: of what machine is the row true?");
    }
    visit_columns(row, *this);
    for (const auto& [name, value] : row.counters) {
      (*this)(("c_" + name).c_str(), Result::Number(value));
    }
    check_times(row);
  }

 private:
  void check_times(const Result& row) const {
    const bool used = row.status == Status::ok && row.verified.value_or(true) &&
                      row.valid.value_or(true) && !row.profiled.value_or(false);
    if (used && !row.median_s) table_.fail_at(0, "median_s", "is empty");
    if (row.median_s.value_or(1) <= 0) table_.fail_at(0, "median_s", "is no time above 0");
    if (row.ci_lo_s.value_or(1) <= 0) table_.fail_at(0, "ci_lo_s", "is no time above 0");
    try {
      parse_timing(row.timing);
    } catch (const UsageError& error) {
      table_.fail_at(0, "timing", error.what());
    }
  }

  const CsvTable& table_;
};

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
      Checker(row).check(session.rows.back());
      seen_.add(row);
    });
    if (table.torn_line()) {
      session.warnings.push_back(fmt::format("{}: line {}: the last row is torn and was left out",
                                             file.string(), *table.torn_line()));
    }
    read_epochs(folder / "samples.csv", session.rows);
    return session;
  }

 private:
  SeenRows seen_;
  std::size_t most_, rows_ = 0;
};

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
    : sessions(std::move(all)), noise(std::move(known)) {
  for (Session& session : sessions) {
    std::vector<Result> taken = std::exchange(session.rows, {});
    if (rows.empty())
      rows = std::move(taken);
    else
      std::move(taken.begin(), taken.end(), std::back_inserter(rows));
  }
  measurements = html::measurements(rows);
}

std::set<std::string> machines_of(const std::vector<Session>& sessions) {
  std::set<std::string> fingerprints;
  for (const Session& session : sessions) {
    for (const Result& row : session.rows) fingerprints.insert(row.fingerprint);
  }
  return fingerprints;
}

}  // namespace warpmark::html
