#pragma once

#include "reports/compare/comparison.h"

#include <filesystem>

namespace CLI {
class App;
}

namespace warpmark {

/// How two sides are judged and where the verdicts go: what every command that compares takes.
class ComparisonOptions {
 public:
  void declare(CLI::App& app);

  /// Throws UsageError for an expression that does not compile: before anything is measured.
  void check() const;

  const CompareOptions& rules() const { return rules_; }

  /// Writes the files asked for, then prints the verdicts. Returns the exit status.
  int conclude(const Comparison& comparison) const;

 private:
  using Path = std::filesystem::path;

  CompareOptions rules_;
  Path markdown_, json_, junit_, csv_, html_;
  bool github_ = false, exit_zero_ = false;
};

}  // namespace warpmark
