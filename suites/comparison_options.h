#pragma once

#include "reports/compare/comparison.h"

#include <filesystem>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace warpmark {

/// How two sides are judged and where the verdicts go: what every command that compares takes.
class ComparisonOptions {
 public:
  void declare(CLI::App& app);

  /// Throws UsageError for an expression that does not compile or a margin that is no percentage,
  /// InvalidInput for noise that cannot be read: before anything is measured.
  void check() const;

  /// Throws UsageError where --html would read a file twice that can be read once, as a pipe:
  /// before anything waits for it.
  void check_files(const std::vector<std::filesystem::path>& files) const;

  /// Throws WriteError for a file that the verdicts could not be written to.
  void check_outputs() const;

  bool strict() const { return rules_.strict; }

  /// With the margins asked for and the noise in the file that was named, else in that of the runs'
  /// machine in `baselines`, where there is one. Throws InvalidInput where the file cannot be read.
  CompareOptions rules(const RecordedRuns& fresh,
                       const std::filesystem::path& baselines = "baselines") const;

  /// Prints the verdicts, then writes the files asked for: each is tried, whatever became of the
  /// others, and what cannot be had is named on stderr. Returns the exit status: 74 where anything
  /// could not.
  int conclude(const Comparison& comparison) const;

 private:
  using Path = std::filesystem::path;
  struct File;

  std::vector<File> files() const;  // those asked for

  CompareOptions rules_;
  std::vector<std::string> margins_;
  Path noise_;  // empty: of the machine, where it is known
  Path markdown_, json_, junit_, csv_, html_;
  bool github_ = false, exit_zero_ = false;
};

}  // namespace warpmark
