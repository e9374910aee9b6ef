#pragma once

#include "harness/runner.h"
#include "suites/command.h"
#include "suites/options.h"

namespace warpmark {

/// The hidden command `worker`, which a supervisor starts with the options that it was given:
/// measures what it is asked for over the socket that it was given. It ends when nobody can ask any
/// more.
class WorkerCommand : public Command {
 public:
  WorkerCommand()
      : Command({.name = "worker",
                 .summary = "Measure what a supervisor asks for",
                 .hidden = true,
                 .runs_engine = true}) {}
  void declare(CLI::App& app) override;
  int execute(const CommandLine& line) override;
  const Options& options() const { return options_; }

 private:
  Options options_;
};

/// How cases are to be measured, in a worker or in the supervisor's own process.
RunOptions run_options(const Options& options, int threads);

}  // namespace warpmark
