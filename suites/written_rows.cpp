#include "suites/written_rows.h"

#include "harness/error.h"
#include "reports/results_reader.h"

namespace warpmark {
namespace {

std::string key(const std::string& run_index, const std::string& case_id,
                const std::string& devices) {
  return run_index + ' ' + case_id + ' ' + devices;
}

}  // namespace

WrittenRows::WrittenRows(const std::filesystem::path& file, const std::string& without,
                         const std::string& before)
    : file_(file, std::ios::binary) {
  table_.emplace(file, [&](const CsvTable& row) { note(row, without, before); });
  if (rows_.empty()) bytes_ = table_->bytes_up_to(0);
}

void WrittenRows::keep(std::string name, Places places) {
  bytes_ = places.back().end;
  rows_.emplace(std::move(name), std::move(places));
}

void WrittenRows::note(const CsvTable& row, const std::string& without, const std::string& before) {
  const Place place{next_ == 0 ? row.bytes_up_to(0) : next_, row.bytes_up_to(1)};
  next_ = place.end;
  const std::string& message = row.text(0, "message");
  std::string name = key(row.text(0, "run_index"), row.text(0, "case_id"), row.text(0, "devices"));
  if (message.starts_with(without)) {
    passed_over_.emplace_back(std::move(name), place);
    return;
  }
  pending_.push_back(place);
  pending_samples_ += static_cast<std::int64_t>(row.number(0, "samples").value_or(0));
  if (message.starts_with(before)) return;
  for (auto& [earlier, its_place] : passed_over_) keep(std::move(earlier), {its_place});
  passed_over_.clear();
  keep(std::move(name), std::exchange(pending_, {}));
  samples_ += std::exchange(pending_samples_, 0);
}

std::vector<Result> WrittenRows::take(std::int64_t run_index, const std::string& case_id,
                                      const std::string& devices) {
  const auto found = rows_.lower_bound(key(std::to_string(run_index), case_id, devices));
  if (found == rows_.end() || found->first != key(std::to_string(run_index), case_id, devices)) {
    return {};
  }
  std::vector<Result> rows;
  for (const Place& place : found->second) rows.push_back(read(place, case_id));
  rows_.erase(found);
  return rows;
}

Result WrittenRows::read(const Place& place, const std::string& case_id) {
  std::string line(place.end - place.begin, '\0');
  file_.seekg(static_cast<std::streamoff>(place.begin));
  if (!file_.read(line.data(), static_cast<std::streamsize>(line.size()))) {
    throw InvalidInput("results.csv: cannot read the row of " + case_id);
  }
  table_->set_row(line);
  return read_result(*table_, 0);
}

}  // namespace warpmark
