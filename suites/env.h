#pragma once

#include "suites/command.h"

namespace warpmark {

/// `env`: prints env.json.
class EnvCommand : public Command {
 public:
  EnvCommand() : Command({"env", "Print what is known of machine and build as JSON"}) {}
  void declare(CLI::App&) override {}
  int execute(const CommandLine& line) override;
};

}  // namespace warpmark
