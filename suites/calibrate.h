#pragma once

#include "reports/compare/known_noise.h"
#include "suites/command.h"
#include "suites/interleaved.h"
#include "suites/options.h"

#include <filesystem>

namespace warpmark {

/// `calibrate`: measures this program against itself, and keeps how far apart its runs lie.
class CalibrateCommand : public Command {
 public:
  CalibrateCommand()
      : Command({"calibrate", "Learn how much times differ between runs of the same program"}) {}
  void declare(CLI::App& app) override;
  int execute(const CommandLine& line) override;

 private:
  int runs_ = 10;
  std::filesystem::path out_, noise_;
  Options options_;
};

}  // namespace warpmark
