#pragma once

#include "harness/case.h"
#include "harness/environment.h"
#include "suites/options.h"

#include <filesystem>
#include <string>
#include <vector>

namespace warpmark {

inline constexpr const char* kSelectionFile = "selection.jsonl";

/// The program that measures, exactly: what a run that is taken up again must be continued with.
struct ProgramId {
  std::string version, git_sha;
  std::string contents;  // `b` and 16 hex digits over the bytes of program, harness and modules

  bool operator==(const ProgramId&) const = default;
  /// "0.1.0 (3f2a9c1, b7c6…)".
  std::string text() const;
};

/// This program's. `modules`: the user's own.
ProgramId this_program(const std::vector<std::filesystem::path>& modules);

/// selection.jsonl: on the first line what a run was started with, then a line a case. docs/csv.md
/// lists the keys.
struct SelectionFile {
  std::string session_id;
  std::vector<std::string> run_ids;  // of each run of the session
  ProgramId program;
  std::string fingerprint;
  std::int64_t seed = 0;
  Words words;                     // the options that say what is measured
  std::vector<std::string> cases;  // a JSON line for each

  std::string text() const;

  /// Throws InvalidInput naming file and line.
  static SelectionFile read(const std::filesystem::path& file);
};

/// One JSON line: case_id, case_hash, suite, device and its number.
std::string selection_line(const Case& c);

}  // namespace warpmark
