#pragma once

#include "suites/command.h"
#include "suites/options.h"

namespace warpmark {

/// `list`: the cases chosen, or what profiles each.
class ListCommand : public Command {
 public:
  ListCommand() : Command({"list", "Print the cases, one a line"}) {}
  void declare(CLI::App& app) override;
  int execute(const CommandLine& line) override;

 private:
  Options options_;
  bool nsight_ = false;
};

/// Prints the case_id of every case chosen, one a line, for `run --dry-run`. Looks for a device
/// only where one is required, and throws NothingRan where there is none. Returns the exit status.
int dry_run(const Options& options);

}  // namespace warpmark
