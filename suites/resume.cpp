#include "harness/error.h"
#include "reports/text_file.h"
#include "suites/canaries.h"
#include "suites/exit.h"
#include "suites/read_file.h"
#include "suites/results_folder.h"
#include "suites/selection_file.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <set>

namespace warpmark {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

/// Cuts off what a file holds beyond so many bytes.
void cut(const fs::path& file, std::uintmax_t bytes) {
  std::error_code error;
  if (fs::file_size(file, error) > bytes && !error) fs::resize_file(file, bytes, error);
  if (error) throw WriteError(file.string() + ": cannot shorten: " + error.message());
}

/// The size of a file's first `lines` lines; throws InvalidInput where it has fewer.
std::uintmax_t bytes_of_lines(const fs::path& file, std::int64_t lines) {
  std::ifstream in(file, std::ios::binary);
  std::uintmax_t bytes = 0;
  std::string line;
  for (std::int64_t i = 0; i < lines; ++i) {
    if (!std::getline(in, line) || in.eof()) {
      throw InvalidInput(fmt::format("{}: line {}: the file ends, but results.csv has {} samples",
                                     file.string(), i + 1, lines - 1));
    }
    bytes += line.size() + 1;
  }
  return bytes;
}

bool has_whole_line(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  return std::getline(in, line) && !in.eof();
}

void require_same_cases(const SelectionFile& selection, const std::vector<Case>& cases,
                        const Options& options) {
  const std::set<std::string> then(selection.cases.begin(), selection.cases.end());
  std::set<std::string> now;
  for (const Case& c : cases) now.insert(selection_line(c));
  if (then == now) return;
  throw NotComparable(
      fmt::format("--resume {}: that run has {} cases, which are not the {} of now: is it other "
                  "data, or another number of threads?",
                  options.resume.string(), then.size(), now.size()));
}

/// The rows of results.csv; both tables are cut to what belongs to these. Throws WriteError, before
/// anything is cut, where another process is writing them.
WrittenRows keep_whole_rows(const fs::path& folder) {
  const fs::path results = folder / "results.csv", samples = folder / "samples.csv";
  const TextFile ours(results, TextFile::Existing::keep);  // they lock the files
  const TextFile also_ours(samples, TextFile::Existing::keep);
  if (!has_whole_line(results)) {
    for (const fs::path& file : {results, samples}) cut(file, 0);
    return {};
  }
  WrittenRows rows(results, kLeftOut, kToJudge);
  cut(samples, bytes_of_lines(samples, 1 + rows.samples()));
  cut(results, rows.bytes());
  return rows;
}

}  // namespace

ResultsFolder reopen_results_folder(const Options& options, const std::vector<Case>& cases,
                                    Environment& environment) {
  const fs::path folder = options.resume;
  const SelectionFile selection = SelectionFile::read(folder / kSelectionFile);
  if (selection.fingerprint != environment.fingerprint()) {
    throw NotComparable(fmt::format("--resume {}: that run was measured on {}, this machine is {}",
                                    folder.string(), selection.fingerprint,
                                    environment.fingerprint()));
  }
  require_same_cases(selection, cases, options);
  environment.session_id = selection.session_id;
  environment.run_id = selection.run_ids.front();
  return {folder, selection.run_ids, keep_whole_rows(folder)};
}

void note_resumption(const fs::path& folder, const Environment& now) {
  const fs::path file = folder / "env.json";
  try {
    ordered_json environment = ordered_json::parse(fs::exists(file) ? read_file(file) : now.json());
    environment["resumed"].push_back({{"started_utc", now.started_utc}, {"command", now.command}});
    replace_file(file, environment.dump(2) + '\n');
  } catch (const nlohmann::json::exception& error) {
    throw InvalidInput(file.string() + ": " + error.what());
  }
}

}  // namespace warpmark
