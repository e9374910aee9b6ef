#pragma once

#include "harness/report.h"
#include "reports/text_file.h"

#include <filesystem>
#include <string>
#include <vector>

namespace warpmark {

/// samples.csv: a row for every sample, valid or not; those of a result in one write. Joins
/// results.csv on run_id, case_id and devices.
class SamplesCsv : public Report {
 public:
  SamplesCsv(const std::filesystem::path& path, std::vector<std::string> counters,
             TextFile::Existing existing = TextFile::Existing::empty);
  void add(const Result& result) override;

 private:
  std::vector<std::string> counters_;
  TextFile file_;
};

}  // namespace warpmark
