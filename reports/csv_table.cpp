#include "reports/csv_table.h"

#include "harness/error.h"

#include <csv.h>
#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <fstream>
#include <new>
#include <system_error>
#include <utility>

namespace warpmark {
namespace {

/// Bytes of the longest row, and so of the longest line, that is read: no row of ours comes near,
/// and a file that is none may be one line of gigabytes.
constexpr std::size_t kLongestRow = std::size_t{1} << 20;

std::string reason() { return std::generic_category().message(errno); }

}  // namespace

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
  void feed(std::string_view text, long line, std::uintmax_t end) {
    if (!in_row()) {
      row.line = line;
      begin = end - text.size();
    }
    row.end = end;
    if (end - begin > kLongestRow) table.fail_too_long(row.line);
    if (csv_parse(&parser, text.data(), text.size(), on_field, on_row, this) != text.size()) {
      const std::string reason = csv_strerror(csv_error(&parser));
      table.fail(line, fmt::format("column {}: {}", row.fields.size() + 1, reason));
    }
    if (complete.size() > 1) table.fail(line, "a carriage return within a line ends a row");
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
  std::uintmax_t begin = 0;   // of the row, in bytes of the file
  Row row;                    // the fields so far of the row being read
  std::vector<Row> complete;  // at most one: a row ends with a line
};

CsvTable::CsvTable(const std::filesystem::path& path) : path_(path) { read({}); }

CsvTable::CsvTable(const std::filesystem::path& path, const Visit& visit) : path_(path) {
  read(visit);
}

void CsvTable::read(const Visit& visit) {
  errno = 0;
  std::ifstream file(path_, std::ios::binary);
  if (!file) throw InvalidInput(fmt::format("{}: cannot open: {}", path_.string(), reason()));
  Reading reading(*this);
  std::vector<char> buffer(kLongestRow + 1);  // a line, its line feed become a zero byte
  std::uintmax_t end = 0;
  long line = 1;
  for (; file.getline(buffer.data(), static_cast<std::streamsize>(buffer.size())); ++line) {
    const bool whole = !file.eof();  // it stopped at a line feed
    if (!whole && !reading.in_row()) torn_line_ = line;
    if (!whole) break;
    std::string_view text(buffer.data(), static_cast<std::size_t>(file.gcount()));
    buffer[text.size() - 1] = '\n';
    end += text.size();
    if (line == 1 && text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    reading.feed(text, line, end);
    if (!visit || rows_.empty()) continue;
    visit(*this);
    rows_.clear();
  }
  if (file.bad()) throw InvalidInput(fmt::format("{}: cannot read: {}", path_.string(), reason()));
  if (!file.eof()) fail_too_long(line);
  if (reading.in_row()) torn_line_ = reading.row.line;
  if (header_.empty()) fail(1, "no header");
}

void CsvTable::set_row(const std::string& line) {
  rows_.clear();
  Reading(*this).feed(line, 1, line.size());
}

void CsvTable::take(Row row) {
  if (header_.empty()) {
    take_header(row);
    header_ = std::move(row.fields);
    header_bytes_ = row.end;
    return;
  }
  if (row.fields.size() != header_.size()) {
    const std::size_t last = std::min(row.fields.size(), header_.size());
    fail(row.line, fmt::format("column {}: the row has {} fields, the header {}", last,
                               row.fields.size(), header_.size()));
  }
  rows_.push_back(std::move(row));
}

void CsvTable::take_header(const Row& row) {
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const std::string& name = row.fields[i];
    if (name.empty()) fail(row.line, fmt::format("column {}: no name", i + 1));
    if (!columns_.emplace(name, i).second) {
      fail(row.line, fmt::format("column {}: a second '{}'", i + 1, name));
    }
  }
}

bool CsvTable::has(std::string_view column) const { return columns_.contains(column); }

const std::string& CsvTable::text(std::size_t row, std::string_view column) const {
  return rows_.at(row).fields[position(column)];
}

template <class T>
std::optional<T> CsvTable::parsed(std::size_t row, std::string_view column,
                                  const char* kind) const {
  const std::string& field = text(row, column);
  if (field.empty()) return std::nullopt;
  T value{};
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error != std::errc() || end != field.data() + field.size()) {
    fail_at(row, column, fmt::format("'{}' is no {}", field, kind));
  }
  return value;
}

std::optional<double> CsvTable::number(std::size_t row, std::string_view column) const {
  return parsed<double>(row, column, "number");
}

std::optional<std::int64_t> CsvTable::integer(std::size_t row, std::string_view column) const {
  return parsed<std::int64_t>(row, column, "whole number of 64 bits");
}

std::optional<double> CsvTable::measure(std::size_t row, std::string_view column) const {
  const std::optional<double> value = number(row, column);
  if (value && !(std::isfinite(*value) && *value >= 0)) {
    fail_at(row, column, fmt::format("'{}' is not finite and from 0 on", text(row, column)));
  }
  return value;
}

void CsvTable::fail_at(std::size_t row, std::string_view column, const std::string& what) const {
  fail_at(row, fmt::format("column {} ({}): {}", position(column) + 1, column, what));
}

std::size_t CsvTable::position(std::string_view column) const {
  const auto found = columns_.find(column);
  if (found == columns_.end()) fail(1, fmt::format("no column '{}'", column));
  return found->second;
}

void CsvTable::fail_too_long(long line) const {
  fail(line, fmt::format("a row of more than {} bytes: is this results of warpmark, or does a "
                         "quotation mark lack its second?",
                         kLongestRow));
}

void CsvTable::fail(long line, const std::string& what) const {
  throw InvalidInput(fmt::format("{}: line {}: {}", path_.string(), line, what));
}

}  // namespace warpmark
