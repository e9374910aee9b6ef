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
  std::vector<std::string> warnings;     // of reading
  std::vector<std::string> chosen = {};  // case_ids of selection.jsonl; none: there is none

  /// Empty where env.json does not say.
  std::string environment_value(const std::string& key) const;

  /// The words of the command line; none where env.json does not say.
  std::vector<std::string> command() const;
};

/// `path`: a folder, or the results.csv in it. Throws InvalidInput naming the file, also for rows
/// without a fingerprint: nobody could say what machine they are true of.
Session read_session(const std::filesystem::path& path);

/// Name and environment alone. Throws InvalidInput where env.json is no JSON.
Session read_surroundings(const std::filesystem::path& path);

/// A side of a comparison: where its results are, without them.
struct Side {
  std::string name;  // "base"
  std::vector<Session> sessions;
};

/// Fingerprints of the machines that the rows are true of.
std::set<std::string> machines_of(const std::vector<Session>& sessions);

/// Everything that a report is made of.
struct Study {
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
