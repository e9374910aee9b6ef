#pragma once

#include "suites/baseline_store.h"
#include "suites/command.h"

#include <filesystem>
#include <string>
#include <vector>

namespace warpmark {

/// `baseline`: keeps results under a name, to compare later ones with; docs/compare.md.
class BaselineCommand : public Command {
 public:
  BaselineCommand() : Command({"baseline", "Keep results under a name, to compare with later"}) {}
  void declare(CLI::App& app) override;
  int execute(const CommandLine& line) override;

 private:
  void check() const;
  void save(const BaselineStore& store) const;
  void show(const BaselineStore& store) const;

  std::string action_, name_;
  std::vector<std::filesystem::path> folders_;
  std::filesystem::path root_ = "baselines";
  bool replace_ = false;
};

}  // namespace warpmark
