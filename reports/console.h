#pragma once

#include "harness/report.h"
#include "reports/ceilings.h"
#include "reports/row_text.h"
#include "reports/terminal.h"

#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace warpmark {

/// The table that `run` prints: the rows of a benchmark's point together, as soon as the first row
/// of the next one shows that they are complete; under them how much faster the GPU is. Of the
/// canaries only what they measured, before everything else; and where they failed.
class Console : public Report {
 public:
  Console(std::ostream& out, Terminal terminal) : out_(out), terminal_(terminal) {}

  void begin(const Environment& environment) override;
  void add(const Result& result) override;
  /// Prints what is left and the sum of the whole.
  void end() override;

 private:
  void print_ceilings();
  void print_point();
  void print_measured(const Result& row, const std::string& ceiling);
  void print_messages(Status status, const std::string& word);
  void print_speedups();
  void print(const std::string& line);
  std::string coloured(const std::string& text, const char* code) const;

  std::ostream& out_;
  Terminal terminal_;
  std::map<std::string, DeviceCeilings> ceilings_;  // by device
  bool ceilings_told_ = false;
  std::vector<Result> rows_;           // of the point being collected
  std::map<std::string, CpuRow> cpu_;  // this run's by case_id: what speed-ups refer to
  std::map<Status, int> count_;
  int profiled_ = 0;
  int undecided_ = 0;  // rows whose interval did not become narrow enough
};

}  // namespace warpmark
