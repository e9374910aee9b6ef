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
  std::filesystem::path base_, fresh_;
  std::vector<std::filesystem::path> more_base_, more_fresh_;
  ComparisonOptions options_;
};

}  // namespace warpmark
