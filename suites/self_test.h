#pragma once

#include "suites/command.h"
#include "suites/device_option.h"

#include <optional>

namespace warpmark {

struct SelfTestOptions {
  DeviceChoice devices;
  std::optional<int> threads;  // none: OMP_NUM_THREADS, else the cores that may be used
  bool require_gpu = false;
  bool json = false;  // instead of a table
};

/// `selftest`: proves the instruments on the chosen devices and prints what it found. Throws
/// NothingRan where a GPU is required and there is none.
class SelfTestCommand : public Command {
 public:
  SelfTestCommand() : Command({"selftest", "Prove the clocks and the rules on this machine"}) {}
  void declare(CLI::App& app) override;
  int execute(const CommandLine& line) override;
  const SelfTestOptions& options() const { return options_; }

 private:
  SelfTestOptions options_;
};

}  // namespace warpmark
