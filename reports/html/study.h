#pragma once

#include "harness/result.h"
#include "reports/compare/known_noise.h"
#include "reports/html/measurement.h"

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace warpmark::html {

/// A folder of results, read back.
struct Session {
  std::string name;          // of the folder
  std::vector<Result> rows;  // those of timing epoch with their samples
  // env.json, lists and objects taken apart: "cpu.model", "gpus.0.name" …; empty: there is none
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<std::string> warnings;  // of reading

  /// Empty where env.json does not say.
  std::string environment_value(const std::string& key) const;
};

/// `path`: a folder, or the results.csv in it. Throws InvalidInput naming file, line and column,
/// also for rows without a fingerprint: nobody could say what machine they are true of.
Session read_session(const std::filesystem::path& path);

/// Of a report: `paths` as results_files() takes them. As read_session(), and refuses a row that is
/// there twice, and files without rows.
std::vector<Session> read_sessions(const std::vector<std::filesystem::path>& paths);

/// Fingerprints of the machines that the rows are true of.
std::set<std::string> machines_of(const std::vector<Session>& sessions);

/// Everything that a report is made of.
struct Study {
  explicit Study(std::vector<Session> sessions, KnownNoise noise = {});

  std::vector<Session> sessions;
  KnownNoise noise;
  std::vector<Result> rows;               // of all sessions
  std::vector<Measurement> measurements;  // of rows
};

}  // namespace warpmark::html
