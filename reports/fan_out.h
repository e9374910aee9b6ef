#pragma once

#include "harness/report.h"

#include <memory>
#include <vector>

namespace warpmark {

/// One report out of several, told in the order given.
class FanOut : public Report {
 public:
  explicit FanOut(std::vector<std::unique_ptr<Report>> reports) : reports_(std::move(reports)) {}

  void begin(const Environment& environment) override {
    for (const auto& report : reports_) report->begin(environment);
  }
  void add(const Result& result) override {
    for (const auto& report : reports_) report->add(result);
  }
  void end() override {
    for (const auto& report : reports_) report->end();
  }

 private:
  std::vector<std::unique_ptr<Report>> reports_;
};

}  // namespace warpmark
