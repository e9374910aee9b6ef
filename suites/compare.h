#pragma once

#include "reports/compare/comparison.h"
#include "suites/command.h"

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
  using Path = std::filesystem::path;

  void write(const Comparison& comparison) const;

  Path base_, fresh_;
  std::vector<Path> more_base_, more_fresh_;
  CompareOptions options_;
  Path markdown_, json_, junit_, csv_, html_;
  bool github_ = false, exit_zero_ = false;
};

}  // namespace warpmark
