#pragma once

#include "harness/report.h"

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

namespace warpmark {

/// What the canaries said of the machine from the beginning of a run to its end.
class Canaries {
 public:
  struct Canary {
    std::string run_id, case_id, devices;
    std::vector<double> medians_s;  // in the order of time: first … last

    /// How much longer the last took than the first: 0.1 for a tenth. Zero where there is but one.
    double drift() const;
  };

  /// Keeps the time of a canary's row that is ok; passes over all others.
  void add(const Result& row);

  const std::vector<Canary>& all() const { return canaries_; }

  /// One line where a canary drifted by more than 3 %; else empty.
  std::string warning() const;

 private:
  std::vector<Canary> canaries_;  // as they came
};

/// When the run is over: adds what the canaries said to env.json, and says on a stream that the
/// machine changed meanwhile, if it did.
class CanaryReport : public Report {
 public:
  CanaryReport(std::filesystem::path environment_json, std::ostream& out)
      : path_(std::move(environment_json)), out_(out) {}
  void add(const Result& result) override { canaries_.add(result); }
  /// Throws InvalidInput where env.json holds no JSON, WriteError.
  void end() override;

 private:
  std::filesystem::path path_;
  std::ostream& out_;
  Canaries canaries_;
};

}  // namespace warpmark
