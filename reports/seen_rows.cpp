#include "reports/seen_rows.h"

#include <fmt/format.h>

#include <functional>
#include <string_view>

namespace warpmark {
namespace {

constexpr std::array kNames = {"run_id", "case_id", "devices",  "started_utc",
                               "status", "message", "median_s", "wall_s"};
constexpr std::size_t kCaseId = 1, kMessage = 5;

}  // namespace

void SeenRows::begin(const CsvTable& file) {
  static_assert(kNames.size() == kColumns);
  for (std::size_t i = 0; i < kColumns; ++i) positions_[i] = file.position(kNames[i]);
  files_.push_back(file.path());
}

void SeenRows::add(const CsvTable& row) {
  if (row.text_at(0, positions_[kMessage]).starts_with("left out by ")) return;
  std::uint64_t hash = 0;
  for (const std::size_t position : positions_) {
    // The multiplier of Knuth's linear congruential generator: the order of the fields counts.
    hash = (hash + std::hash<std::string_view>()(row.text_at(0, position))) * 6364136223846793005u;
  }
  const auto [first, fresh] = seen_.try_emplace(hash, Place{files_.size() - 1, row.line(0)});
  if (fresh) return;
  row.fail_at(0, fmt::format("column (run_id, case_id, devices): {} repeats the row at {}: line {}",
                             row.text_at(0, positions_[kCaseId]),
                             files_[first->second.file].string(), first->second.line));
}

}  // namespace warpmark
