#pragma once

#include "suites/command.h"

#include <string>
#include <vector>

namespace warpmark {

/// A command line that was understood: either a command, its options set, or a text to print.
struct Parsed {
  Command* command = nullptr;
  CommandLine line;
  std::string help;  // of --help or --version, where these were asked for
};

/// Lets the one of `commands` that the line names set its options. Throws UsageError naming the
/// flag and the value.
Parsed parse_command_line(int argc, const char* const* argv, const std::vector<Command*>& commands);

}  // namespace warpmark
