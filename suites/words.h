#pragma once

#include <map>
#include <string>
#include <vector>

namespace warpmark {

/// What was given on a command line: the values of each option by its name ("--axis"; "suite" for
/// the words without one).
using Words = std::map<std::string, std::vector<std::string>>;

/// The command line on which parse_command_line() finds these words.
std::vector<std::string> command_line(const std::string& command, const Words& words);

}  // namespace warpmark
