#pragma once

#include "harness/result.h"
#include "reports/csv_table.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace warpmark {

/// The rows that a results.csv already holds. They are read when they are asked for: there may be
/// very many.
class WrittenRows {
 public:
  /// No rows.
  WrittenRows() = default;

  /// Passes over rows at the end of the file whose message begins with `without`. Those whose
  /// message begins with `before` go with the row that follows them. Throws InvalidInput.
  WrittenRows(const std::filesystem::path& file, const std::string& without,
              const std::string& before);

  /// The case's first row of that run that was not taken yet, without its samples, after those that
  /// go with it. Empty where there is none.
  std::vector<Result> take(std::int64_t run_index, const std::string& case_id,
                           const std::string& devices);

  /// How many samples they have together.
  std::int64_t samples() const { return samples_; }

  /// The part of the file that they and the header take up.
  std::uintmax_t bytes() const { return bytes_; }

 private:
  struct Place {
    std::uintmax_t begin = 0, end = 0;
  };
  using Places = std::vector<Place>;  // of a row, after those that go with it

  void note(const CsvTable& row, const std::string& without, const std::string& before);
  void keep(std::string name, Places places);
  Result read(const Place& place, const std::string& case_id);

  std::optional<CsvTable> table_;            // for the columns
  std::multimap<std::string, Places> rows_;  // by run, case and device, in the order of the file
  std::vector<std::pair<std::string, Place>> passed_over_;  // unless another row follows
  Places pending_;                                          // that go with the row that follows
  std::ifstream file_;
  std::int64_t samples_ = 0, pending_samples_ = 0;
  std::uintmax_t bytes_ = 0, next_ = 0;
};

}  // namespace warpmark
