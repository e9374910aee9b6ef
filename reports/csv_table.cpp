#include "reports/csv_table.h"

#include "harness/error.h"

#include <csv.h>
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <new>
#include <utility>

namespace warpmark {

/// libcsv with what its defaults get wrong for us: it would trim spaces, leave fields without
/// their final zero byte, and count no lines.
struct CsvTable::Reading {
  explicit Reading(CsvTable& table) : table(table) {
    if (csv_init(&parser, CSV_STRICT | CSV_APPEND_NULL) != 0) throw std::bad_alloc();
    csv_set_space_func(&parser, [](unsigned char) { return 0; });
  }
  ~Reading() { csv_free(&parser); }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  /// `text`: one line of the file with its line feed, since libcsv counts none. `end`: bytes of the
  /// file up to its end.
  void feed(const std::string& text, long line, std::uintmax_t end) {
    if (!in_row()) row.line = line;
    row.end = end;
    if (csv_parse(&parser, text.data(), text.size(), on_field, on_row, this) != text.size()) {
      const std::string reason = csv_strerror(csv_error(&parser));
      table.fail(line, fmt::format("column {}: {}", row.fields.size() + 1, reason));
    }
    for (Row& finished : complete) table.take(std::move(finished));
    complete.clear();
  }

  /// Was the end of the last line inside a quoted field?
  bool in_row() const { return !row.fields.empty() || parser.quoted; }

  static void on_field(void* data, std::size_t size, void* self) {
    static_cast<Reading*>(self)->row.fields.emplace_back(static_cast<const char*>(data), size);
  }
  static void on_row(int, void* self) {
    auto& reading = *static_cast<Reading*>(self);
    const std::size_t fields = reading.row.fields.size();
    reading.complete.push_back(std::exchange(reading.row, {}));
    reading.row.fields.reserve(fields);  // the next has as many
  }

  CsvTable& table;
  csv_parser parser;
  Row row;                    // the fields so far of the row being read
  std::vector<Row> complete;  // at most one: a row ends with a line
};

CsvTable::CsvTable(const std::filesystem::path& path) : path_(path) { read({}); }

CsvTable::CsvTable(const std::filesystem::path& path, const Visit& visit) : path_(path) {
  read(visit);
}

void CsvTable::read(const Visit& visit) {
  std::ifstream file(path_, std::ios::binary);
  if (!file) throw InvalidInput(path_.string() + ": cannot open");
  Reading reading(*this);
  std::string text;
  std::uintmax_t end = 0;
  for (long line = 1; std::getline(file, text); ++line) {
    end += text.size() + 1;
    const bool whole = !file.eof();  // getline stopped at a line feed
    if (line == 1 && text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
    if (!whole && !reading.in_row()) torn_line_ = line;
    if (!whole) break;
    reading.feed(text + '\n', line, end);
    if (!visit || rows_.empty()) continue;
    visit(*this);
    rows_.clear();
  }
  if (file.bad()) throw InvalidInput(path_.string() + ": cannot read");
  if (reading.in_row()) torn_line_ = reading.row.line;
  if (header_.empty()) fail(1, "no header");
}

void CsvTable::set_row(const std::string& line) {
  rows_.clear();
  Reading(*this).feed(line, 1, line.size());
}

void CsvTable::take(Row row) {
  if (header_.empty()) {
    check_header(row);
    header_ = std::move(row.fields);
    header_bytes_ = row.end;
    for (std::size_t i = 0; i < header_.size(); ++i) columns_[header_[i]] = i;
    return;
  }
  if (row.fields.size() != header_.size()) {
    const std::size_t last = std::min(row.fields.size(), header_.size());
    fail(row.line, fmt::format("column {}: the row has {} fields, the header {}", last,
                               row.fields.size(), header_.size()));
  }
  rows_.push_back(std::move(row));
}

void CsvTable::check_header(const Row& row) const {
  for (auto column = row.fields.begin(); column != row.fields.end(); ++column) {
    const auto position = column - row.fields.begin() + 1;
    if (column->empty()) fail(row.line, fmt::format("column {}: no name", position));
    if (std::find(row.fields.begin(), column, *column) != column) {
      fail(row.line, fmt::format("column {}: a second '{}'", position, *column));
    }
  }
}

bool CsvTable::has(std::string_view column) const { return columns_.contains(column); }

const std::string& CsvTable::text(std::size_t row, std::string_view column) const {
  return rows_.at(row).fields[position(column)];
}

std::optional<double> CsvTable::number(std::size_t row, std::string_view column) const {
  const std::string& field = text(row, column);
  if (field.empty()) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error != std::errc() || end != field.data() + field.size()) {
    fail(rows_[row].line,
         fmt::format("column {} ({}): '{}' is no number", position(column) + 1, column, field));
  }
  return value;
}

std::size_t CsvTable::position(std::string_view column) const {
  const auto found = columns_.find(column);
  if (found == columns_.end()) fail(1, fmt::format("no column '{}'", column));
  return found->second;
}

void CsvTable::fail(long line, const std::string& what) const {
  throw InvalidInput(fmt::format("{}: line {}: {}", path_.string(), line, what));
}

}  // namespace warpmark
