#include "reports/samples_csv.h"

#include "reports/csv.h"

namespace warpmark {
namespace {

std::vector<std::string> header(const std::vector<std::string>& counters) {
  std::vector<std::string> columns = {"run_id",     "case_id", "devices", "sample_index",
                                      "iterations", "time_s",  "valid",   "sm_clock_hz"};
  for (const std::string& counter : counters) columns.push_back("c_" + counter);
  return columns;
}

std::vector<std::string> row(const Result& result, const Sample& sample, std::int64_t index,
                             const std::vector<std::string>& counters) {
  std::vector<std::string> fields = {
      result.run_id,
      result.case_id,
      result.devices,
      csv_text(index),
      csv_text(std::int64_t{sample.iterations}),
      csv_text(sample.seconds),
      csv_text(Result::Flag(sample.valid)),
      sample.sm_clock_hz > 0 ? csv_text(sample.sm_clock_hz) : "",
  };
  for (const std::string& counter : counters) {
    const auto found = sample.counters.find(counter);
    fields.push_back(found == sample.counters.end() ? "" : csv_text(found->second));
  }
  return fields;
}

}  // namespace

SamplesCsv::SamplesCsv(const std::filesystem::path& path, std::vector<std::string> counters,
                       TextFile::Existing existing)
    : counters_(std::move(counters)), file_(path, existing) {
  if (file_.empty()) file_.write(csv_line(header(counters_)));
}

void SamplesCsv::add(const Result& result) {
  std::string lines;
  std::int64_t index = 0;
  for (const Sample& sample : result.sample_list) {
    lines += csv_line(row(result, sample, index++, counters_));
  }
  file_.write(lines);
}

}  // namespace warpmark
