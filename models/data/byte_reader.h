#pragma once

#include "harness/index.h"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace warpmark::nn {

class Inflater;

/// Throws InvalidInput where there is no regular file.
Index regular_file_bytes(const std::filesystem::path& path);

/// What a file holds, from its beginning, inflated where it is gzip. Every error is an InvalidInput
/// that names the file and the position in what it holds.
class ByteReader {
 public:
  /// Throws where there is no regular file that can be read.
  explicit ByteReader(const std::filesystem::path& path);
  ~ByteReader();
  ByteReader(const ByteReader&) = delete;
  ByteReader& operator=(const ByteReader&) = delete;

  /// Fills `out`; `what` names it where the file ends before.
  void read(std::span<std::uint8_t> out, const std::string& what);
  void skip(Index bytes, const std::string& what);

  /// Does it end here? What gzip appends to vouch for the rest has then been checked, and that
  /// nothing else follows in the file.
  bool at_end();

  const std::filesystem::path& path() const { return path_; }
  bool compressed() const { return inflater_ != nullptr; }
  Index offset() const { return offset_; }  // of the next byte

  /// It holds no more than this, whatever it declares: nothing larger need be allocated for it.
  Index most_bytes() const;

  /// Throws for what is found at `offset`.
  [[noreturn]] void fail(Index offset, const std::string& fault) const;
  [[noreturn]] void fail(const std::string& fault) const { fail(offset_, fault); }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::size_t read_file(std::span<std::uint8_t> out);
  bool refill();

  std::filesystem::path path_;
  Index file_bytes_ = 0, offset_ = 0;
  std::unique_ptr<std::FILE, Close> file_;
  std::unique_ptr<Inflater> inflater_;  // null: the file is plain
  std::vector<std::uint8_t> buffer_;
  std::span<const std::uint8_t> ready_;  // of the buffer: what comes next
};

}  // namespace warpmark::nn
