#pragma once

#include "harness/index.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

struct gzFile_s;

namespace warpmark::nn {

/// Throws InvalidInput where there is no regular file.
Index regular_file_bytes(const std::filesystem::path& path);

/// What a file holds, from its beginning, inflated where it is gzip. Every error is an InvalidInput
/// that names the file and the position in what it holds.
class ByteReader {
 public:
  /// Throws where there is no regular file that can be read.
  explicit ByteReader(const std::filesystem::path& path);

  /// Fills `out`; `what` names it where the file ends before.
  void read(std::span<std::uint8_t> out, const std::string& what);
  void skip(Index bytes, const std::string& what);

  /// Does it end here? What gzip appends to vouch for the rest has then been checked.
  bool at_end();

  const std::filesystem::path& path() const { return path_; }
  bool compressed() const { return compressed_; }
  Index offset() const { return offset_; }  // of the next byte

  /// It holds no more than this, whatever it declares: nothing larger need be allocated for it.
  Index most_bytes() const;

  /// Throws for what is found at `offset`.
  [[noreturn]] void fail(Index offset, const std::string& fault) const;
  [[noreturn]] void fail(const std::string& fault) const { fail(offset_, fault); }

 private:
  struct Close {
    void operator()(gzFile_s* file) const;
  };

  Index read_some(std::span<std::uint8_t> out);

  std::filesystem::path path_;
  Index file_bytes_ = 0, offset_ = 0;
  std::unique_ptr<gzFile_s, Close> file_;
  bool compressed_ = false;
};

}  // namespace warpmark::nn
