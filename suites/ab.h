#pragma once

#include "suites/command.h"
#include "suites/comparison_options.h"
#include "suites/interleaved.h"
#include "suites/options.h"

#include <filesystem>

namespace warpmark {

/// `ab`: measures two programs in turn and judges the second against the first; docs/ab.md.
class AbCommand : public Command {
 public:
  AbCommand() : Command({"ab", "Measure two programs in turn, and say what became slower"}) {}
  void declare(CLI::App& app) override;
  int execute(const CommandLine& line) override;

 private:
  void check() const;
  /// Of both sides in a stage; only these cases, where some are given.
  Comparison judge(const Interleaved& sides, const std::string& stage,
                   const std::vector<RecordedRuns::Key>* keys) const;
  Comparison confirm(Interleaved& sides, Comparison screening) const;
  std::optional<double> budget_s(int runs) const;

  std::filesystem::path base_, fresh_, out_;
  int runs_ = 5, confirm_ = 8;
  bool free_plans_ = false;
  Options options_;
  ComparisonOptions comparison_;
};

}  // namespace warpmark
