#pragma once

#include "reports/csv_table.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <unordered_map>
#include <vector>

namespace warpmark {

/// Refuses a row of results.csv that is there twice, in one file or in two, since one run would
/// count as two. A run may have several rows of a case (repetitions, canaries), and files have
/// seconds in `started_utc`: rows are the same where these, status, message, median and wall-clock
/// time are. What a budget left out was never measured, and is passed over.
class SeenRows {
 public:
  /// The rows that follow are of this file. Throws InvalidInput where a column is missing.
  void begin(const CsvTable& file);

  /// Of the file begun last, the row that is its table's only one. Throws InvalidInput naming both
  /// places where it was seen before.
  void add(const CsvTable& row);

 private:
  static constexpr std::size_t kColumns = 8;
  struct Place {
    std::size_t file;
    long line;
  };

  std::vector<std::filesystem::path> files_;
  std::array<std::size_t, kColumns> positions_{};
  std::unordered_map<std::uint64_t, Place> seen_;  // by what tells rows apart
};

}  // namespace warpmark
