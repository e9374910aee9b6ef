#pragma once

#include "suites/command.h"
#include "suites/options.h"

namespace warpmark {

/// `run`: measures the chosen cases, prints the table and writes the files.
class RunCommand : public Command {
 public:
  RunCommand()
      : Command({.name = "run",
                 .summary = "Measure, print a table and write results",
                 .runs_engine = true}) {}
  void declare(CLI::App& app) override;
  int execute(const CommandLine& line) override;
  const Options& options() const { return options_; }

 private:
  Options options_;
};

}  // namespace warpmark
