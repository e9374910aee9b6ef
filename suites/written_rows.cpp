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

WrittenRows::WrittenRows(const std::filesystem::path& file, const std::string& without)
    : file_(file, std::ios::binary) {
  std::vector<std::pair<std::string, Place>> passed_over;  // unless another row follows
  std::uintmax_t begin = 0;
  const auto keep = [&](std::string name, Place place) {
    places_.emplace(std::move(name), place);
    bytes_ = place.end;
  };
  const auto visit = [&](const CsvTable& row) {
    if (begin == 0) begin = row.bytes_up_to(0);
    const Place place{begin, row.bytes_up_to(1)};
    begin = place.end;
    std::string name =
        key(row.text(0, "run_index"), row.text(0, "case_id"), row.text(0, "devices"));
    if (row.text(0, "message").starts_with(without)) {
      passed_over.emplace_back(std::move(name), place);
      return;
    }
    for (auto& [earlier, its_place] : passed_over) keep(std::move(earlier), its_place);
    passed_over.clear();
    keep(std::move(name), place);
    samples_ += static_cast<std::int64_t>(row.number(0, "samples").value_or(0));
  };
  table_.emplace(file, visit);
  if (places_.empty()) bytes_ = table_->bytes_up_to(0);
}

std::optional<Result> WrittenRows::take(std::int64_t run_index, const std::string& case_id,
                                        const std::string& devices) {
  const auto found = places_.lower_bound(key(std::to_string(run_index), case_id, devices));
  if (found == places_.end() || found->first != key(std::to_string(run_index), case_id, devices)) {
    return std::nullopt;
  }
  const Place place = found->second;
  places_.erase(found);
  std::string line(place.end - place.begin, '\0');
  file_.seekg(static_cast<std::streamoff>(place.begin));
  if (!file_.read(line.data(), static_cast<std::streamsize>(line.size()))) {
    throw InvalidInput("results.csv: cannot read the row of " + case_id);
  }
  table_->set_row(line);
  return read_result(*table_, 0);
}

}  // namespace warpmark
