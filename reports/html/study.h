#pragma once

#include "harness/result.h"
#include "reports/compare/known_noise.h"
#include "reports/html/measurement.h"

#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace warpmark::html {

/// A folder of results, read back.
struct Session {
  std::string name;          // of the folder
  std::vector<Result> rows;  // those of timing epoch with their samples; a Study takes them
  // env.json, lists and objects taken apart: "cpu.model", "gpus.0.name" …; empty: there is none
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<std::string> warnings;     // of reading
  std::vector<std::string> chosen = {};  // case_ids of selection.jsonl; none: there is none
  std::size_t never_begun = 0;           // of these, without a row; a Study counts them

  /// Empty where env.json does not say.
  std::string environment_value(const std::string& key) const;

  /// The words of the command line; none where env.json does not say.
  std::vector<std::string> command() const;
};

/// Of a report: all are in memory at once, about 3 kB each.
inline constexpr std::size_t kMostRows = 1'000'000;

/// `path`: a folder, or the results.csv in it. Throws InvalidInput naming file, line and column,
/// also for rows without a fingerprint: nobody could say what machine they are true of.
Session read_session(const std::filesystem::path& path);

/// Name and environment alone. Throws InvalidInput where env.json is no JSON.
Session read_surroundings(const std::filesystem::path& path);

/// A side of a comparison: where its results are, without them.
struct Side {
  std::string name;  // "base"
  std::vector<Session> sessions;
};

/// Of a report: `paths` as results_files() takes them. As read_session(), and refuses a row that is
/// there twice, files without rows, and more than `most` in all.
std::vector<Session> read_sessions(const std::vector<std::filesystem::path>& paths,
                                   std::size_t most = kMostRows);

/// Fingerprints of the machines that the rows are true of.
std::set<std::string> machines_of(const std::vector<Session>& sessions);

/// Everything that a report is made of.
struct Study {
  /// The sessions keep no rows.
  explicit Study(std::vector<Session> sessions, KnownNoise noise = {});

  std::vector<Session> sessions;
  KnownNoise noise;
  std::vector<Result> rows;               // of all sessions
  std::vector<Measurement> measurements;  // of rows

  /// ", m0123456789ab" where there are several machines to be told apart; else empty.
  std::string on_machine(const Result& row) const;

 private:
  bool several_machines_;
};

}  // namespace warpmark::html
