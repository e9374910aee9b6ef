#pragma once

#include "suites/command.h"

#include <filesystem>
#include <vector>

namespace warpmark {

/// `report`: draws folders of results as one HTML file, or writes it as markdown.
class ReportCommand : public Command {
 public:
  ReportCommand() : Command({"report", "Draw results as one HTML file"}) {}
  void declare(CLI::App& app) override;
  int execute(const CommandLine& line) override;

 private:
  std::vector<std::filesystem::path> folders_;
  std::filesystem::path out_;       // empty: report.html in the first folder
  std::filesystem::path markdown_;  // empty: none
  std::filesystem::path noise_;     // empty: of the machine, where it is known
};

}  // namespace warpmark
