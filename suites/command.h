#pragma once

#include "suites/words.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace warpmark {

/// What the program was started with.
struct CommandLine {
  std::vector<std::string> argv;          // word for word
  Words words;                            // the values of each option
  std::vector<std::string> engine_flags;  // --benchmark_…
};

/// What the program's help says of a command.
struct CommandFacts {
  std::string name;
  std::string summary;
  bool hidden = false;       // not in --help
  bool runs_engine = false;  // and so takes Google Benchmark's flags
};

/// A command of the program: which options it takes, and what it does. One of each is in
/// suites/commands.h.
class Command {
 public:
  explicit Command(CommandFacts facts) : facts_(std::move(facts)) {}
  virtual ~Command() = default;
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  const CommandFacts& facts() const { return facts_; }

  /// Tells `app` the options, which parsing it sets in this object; called once. What CLI11 cannot
  /// check may throw UsageError naming the flag and the value.
  virtual void declare(CLI::App& app) = 0;

  /// Does it, and returns the exit status. `line`: what the options were set from.
  virtual int execute(const CommandLine& line) = 0;

 private:
  CommandFacts facts_;
};

}  // namespace warpmark
