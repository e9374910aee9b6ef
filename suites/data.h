#pragma once

#include "suites/command.h"

#include <filesystem>

namespace warpmark {

struct DataOptions {
  std::filesystem::path folder;  // empty: $WARPMARK_DATA, or ./data
  std::string download;          // a set, or "all"; empty: none
  bool quick = false;            // sizes alone
};

/// `data`: downloads what is asked for, then reads what is found, compares it with what was
/// published and prints it. Throws InvalidInput where a file cannot be read as the data set that it
/// should be.
class DataCommand : public Command {
 public:
  DataCommand() : Command({"data", "List, verify and download data sets"}) {}
  void declare(CLI::App& app) override;
  int execute(const CommandLine& line) override;
  const DataOptions& options() const { return options_; }

 private:
  DataOptions options_;
};

}  // namespace warpmark
