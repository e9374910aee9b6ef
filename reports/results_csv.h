#pragma once

#include "harness/report.h"
#include "reports/csv.h"
#include "reports/text_file.h"

#include <filesystem>
#include <string>
#include <vector>

namespace warpmark {

/// The columns of results.csv: the fixed ones, then p_<axis>, then c_<counter> (docs/csv.md).
std::vector<std::string> results_header(const DeclaredColumns& declared);

/// The fields of a row, in the order of the header. Throws std::logic_error for an axis or counter
/// that no spec declares.
std::vector<std::string> results_row(const Result& result, const DeclaredColumns& declared);

/// results.csv: a row for every result, in the file before the next one is measured.
class ResultsCsv : public Report {
 public:
  ResultsCsv(const std::filesystem::path& path, DeclaredColumns declared,
             TextFile::Existing existing = TextFile::Existing::empty);
  void add(const Result& result) override;

 private:
  DeclaredColumns declared_;
  TextFile file_;
};

}  // namespace warpmark
