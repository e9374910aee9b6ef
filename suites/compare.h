#pragma once

#include "suites/command.h"
#include "suites/comparison_options.h"

#include <filesystem>
#include <vector>

namespace warpmark {

/// `compare`: judges the runs of one side against those of the other.
class CompareCommand : public Command {
 public:
  CompareCommand()
      : Command({"compare", "Say which cases became slower between two sets of runs"}) {}
  void declare(CLI::App& app) override;
  int execute(const CommandLine& line) override;

 private:
  void check() const;
  /// The baseline of this name, of the machine that measured these.
  RecordedRuns baseline(const RecordedRuns& fresh) const;

  std::filesystem::path base_, fresh_;
  std::vector<std::filesystem::path> more_base_, more_fresh_;
  std::string baseline_;
  std::filesystem::path baselines_ = "baselines";
  ComparisonOptions options_;
};

}  // namespace warpmark
