#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace warpmark {

/// A CSV file read back: columns by name. A row that a killed writer left torn at the end is
/// ignored. No row is longer than 1 MiB, so that a file that is none takes no memory. Throws
/// InvalidInput naming file, line and column.
class CsvTable {
 public:
  explicit CsvTable(const std::filesystem::path& path);

  /// The file's header alone. `visit` is called for every whole row, which is then the table's only
  /// one and not kept.
  using Visit = std::function<void(const CsvTable& row)>;
  CsvTable(const std::filesystem::path& path, const Visit& visit);

  /// Puts the row of a line of the file, with its line feed, in place of all others.
  void set_row(const std::string& line);

  const std::filesystem::path& path() const { return path_; }
  std::size_t rows() const { return rows_.size(); }
  const std::vector<std::string>& header() const { return header_; }
  bool has(std::string_view column) const;

  /// The field as it is written; throws where there is no such column.
  const std::string& text(std::size_t row, std::string_view column) const;

  /// Where a column is, from 0; throws where there is none.
  std::size_t position(std::string_view column) const;
  /// The same as text() by position(), for who reads many rows.
  const std::string& text_at(std::size_t row, std::size_t position) const {
    return rows_.at(row).fields.at(position);
  }

  /// Of the file, from 1: where the row begins.
  long line(std::size_t row) const { return rows_.at(row).line; }

  /// Throws InvalidInput naming the file and the row's line before `what`.
  [[noreturn]] void fail_at(std::size_t row, const std::string& what) const {
    fail(line(row), what);
  }

  /// The same for a fault of a field.
  [[noreturn]] void fail_at(std::size_t row, std::string_view column,
                            const std::string& what) const;

  /// Empty where the field is empty; throws where it is no number.
  std::optional<double> number(std::size_t row, std::string_view column) const;
  std::optional<std::int64_t> integer(std::size_t row, std::string_view column) const;
  /// What a clock can say: a number that is finite and not below 0.
  std::optional<double> measure(std::size_t row, std::string_view column) const;

  /// Bytes of the file up to the end of the header (row 0) and of so many whole rows after it.
  std::uintmax_t bytes_up_to(std::size_t rows) const {
    return rows == 0 ? header_bytes_ : rows_.at(rows - 1).end;
  }

  /// The line of the torn row, if there is one.
  std::optional<long> torn_line() const { return torn_line_; }

 private:
  struct Row {
    long line = 0;           // of the file, from 1
    std::uintmax_t end = 0;  // bytes of the file up to the row's end
    std::vector<std::string> fields;
  };
  struct Reading;
  void read(const Visit& visit);
  void take(Row row);
  void take_header(const Row& row);
  template <class T>
  std::optional<T> parsed(std::size_t row, std::string_view column, const char* kind) const;
  [[noreturn]] void fail_too_long(long line) const;
  [[noreturn]] void fail(long line, const std::string& what) const;

  std::filesystem::path path_;
  std::vector<std::string> header_;
  std::map<std::string, std::size_t, std::less<>> columns_;  // of the header, by name
  std::uintmax_t header_bytes_ = 0;
  std::vector<Row> rows_;
  std::optional<long> torn_line_;
};

}  // namespace warpmark
