#pragma once

#include "suites/command.h"

#include <filesystem>
#include <vector>

namespace warpmark {

/// `import`: makes results of the JSON that other benchmark programs wrote, a run of each file.
class ImportCommand : public Command {
 public:
  ImportCommand() : Command({"import", "Make results of other programs' JSON"}) {}
  void declare(CLI::App& app) override;
  int execute(const CommandLine& line) override;

 private:
  std::vector<std::filesystem::path> files_;
  std::filesystem::path out_;
};

}  // namespace warpmark
