#include "suites/import.h"

#include "harness/error.h"
#include "harness/exit_status.h"
#include "harness/hash.h"
#include "reports/import/foreign_run.h"
#include "reports/results_csv.h"
#include "reports/text_file.h"
#include "suites/exit.h"
#include "suites/print.h"
#include "suites/read_file.h"
#include "suites/results_folder.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace warpmark {
namespace {

namespace fs = std::filesystem;

/// Throws where two files are one run, or of different machines.
std::vector<ForeignRun> read_runs(const std::vector<fs::path>& files) {
  std::vector<ForeignRun> runs;
  std::map<std::string, fs::path> seen;
  for (const fs::path& file : files) {
    ForeignRun run = read_foreign_run(file.string(), read_file(file));
    const auto [first, fresh] = seen.emplace(run.run_id, file);
    if (!fresh) {
      throw InvalidInput(fmt::format("{}: the same as {}: one run would count as two",
                                     file.string(), first->second.string()));
    }
    if (!runs.empty() && run.fingerprint != runs.front().fingerprint) {
      throw NotComparable(
          fmt::format("{}: of another machine than {}", file.string(), files.front().string()));
    }
    runs.push_back(std::move(run));
  }
  return runs;
}

/// Rows say of which session and which of its runs they are.
void number_runs(std::vector<ForeignRun>& runs) {
  std::string all;
  for (const ForeignRun& run : runs) all += run.run_id;
  const std::string session = hex_digest('s', all, 16);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (Result& row : runs[i].rows) {
      row.session_id = session;
      row.run_index = static_cast<std::int64_t>(i);
    }
  }
}

DeclaredColumns columns_of(const std::vector<ForeignRun>& runs) {
  std::set<std::string> axes, counters;
  for (const ForeignRun& run : runs) {
    for (const Result& row : run.rows) {
      for (const auto& [axis, value] : row.point) axes.insert(axis);
      for (const auto& [counter, value] : row.counters) counters.insert(counter);
    }
  }
  return {{axes.begin(), axes.end()}, {counters.begin(), counters.end()}};
}

std::string environment_text(const ForeignRun& run, const CommandLine& line) {
  nlohmann::ordered_json out{{"schema_version", 1},
                             {"session_id", run.rows.front().session_id},
                             {"run_id", run.run_id},
                             {"started_utc", run.started_utc},
                             {"fingerprint", run.fingerprint},
                             {"command", line.argv}};
  if (run.started_utc.empty()) out["started_utc"] = nullptr;
  out.update(run.machine);
  return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace

void ImportCommand::declare(CLI::App& app) {
  app.add_option("FILE", files_, "JSON of Google Benchmark or nvbench, a run each")->required();
  app.add_option("--out", out_, "Folder to write results.csv and env.json into")->required();
}

int ImportCommand::execute(const CommandLine& line) {
  std::vector<ForeignRun> runs = read_runs(files_);
  number_runs(runs);
  create_chosen_folder(out_, {});
  replace_file(out_ / "env.json", environment_text(runs.front(), line));
  ResultsCsv results(out_ / "results.csv", columns_of(runs));
  std::size_t rows = 0;
  for (const ForeignRun& run : runs) {
    for (const Result& row : run.rows) results.add(row);
    rows += run.rows.size();
  }
  print(
      fmt::format("{}: {} rows of {} runs\n", (out_ / "results.csv").string(), rows, runs.size()));
  return kSuccess;
}

}  // namespace warpmark
