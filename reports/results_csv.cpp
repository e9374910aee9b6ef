#include "reports/results_csv.h"

#include <algorithm>
#include <stdexcept>

namespace warpmark {
namespace {

/// Appends `values` in the order of `names`; absent ones are empty fields.
template <class Map>
void append(std::vector<std::string>& fields, const std::vector<std::string>& names,
            const Map& values) {
  for (const auto& [name, value] : values) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      throw std::logic_error("results.csv: no benchmark declares '" + name + "'");
    }
  }
  for (const std::string& name : names) {
    const auto found = values.find(name);
    fields.push_back(found == values.end() ? std::string() : csv_text(found->second));
  }
}

}  // namespace

std::vector<std::string> results_header(const DeclaredColumns& declared) {
  std::vector<std::string> header;
  const Result empty;
  visit_columns(empty, [&](const char* column, const auto&) { header.emplace_back(column); });
  for (const std::string& axis : declared.axes) header.push_back("p_" + axis);
  for (const std::string& counter : declared.counters) header.push_back("c_" + counter);
  return header;
}

std::vector<std::string> results_row(const Result& result, const DeclaredColumns& declared) {
  std::vector<std::string> fields;
  visit_columns(result, [&](const char*, const auto& value) { fields.push_back(csv_text(value)); });
  append(fields, declared.axes, result.point);
  append(fields, declared.counters, result.counters);
  return fields;
}

ResultsCsv::ResultsCsv(const std::filesystem::path& path, DeclaredColumns declared,
                       TextFile::Existing existing)
    : declared_(std::move(declared)), file_(path, existing) {
  if (file_.empty()) file_.write(csv_line(results_header(declared_)));
}

void ResultsCsv::add(const Result& result) {
  file_.write(csv_line(results_row(result, declared_)));
}

}  // namespace warpmark
