#pragma once

#include "reports/compare/recorded_runs.h"

#include <filesystem>
#include <string>
#include <vector>

namespace warpmark {

/// Runs that were kept to be compared with, of one machine.
struct Baseline {
  std::string fingerprint, name;
  std::filesystem::path folder;
};

/// Named runs on disk: `<root>/<fingerprint>/<name>/<run folder>/{results.csv,env.json}`.
class BaselineStore {
 public:
  explicit BaselineStore(std::filesystem::path root) : root_(std::move(root)) {}

  /// All there are, by fingerprint and name. Throws InvalidInput where a folder cannot be read.
  std::vector<Baseline> all() const;

  /// Keeps copies of the results of these folders. Throws UsageError where the name cannot be that
  /// of a folder or is taken and not to be replaced, NotComparable where the results are of several
  /// machines, InvalidInput where they have no usable time, WriteError.
  Baseline save(const std::string& name, const std::vector<std::filesystem::path>& folders,
                bool replace) const;

  /// The one of this name that was measured on the machine of these runs. Throws UsageError as
  /// save() does, NotComparable where there is none, naming the machines that have it and how the
  /// nearest differs.
  Baseline matching(const std::string& name, const RecordedRuns& fresh) const;

 private:
  Baseline at(const std::string& fingerprint, const std::string& name) const;

  std::filesystem::path root_;
};

/// Throws UsageError where a baseline cannot be called so.
void check_baseline_name(const std::string& name);

/// What a baseline holds.
RecordedRuns read_baseline(const Baseline& baseline);

/// The machine of these runs. Throws NotComparable where there are several.
std::string only_fingerprint(const RecordedRuns& runs, const std::string& what);

}  // namespace warpmark
