#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace warpmark {

/// A file that is written piece by piece, each at once and whole: a piece is either in the file or
/// an error. Every write is checked; errors are WriteError naming the file and the reason.
class TextFile {
 public:
  enum class Existing { empty, keep };

  /// Creates the file, or empties it or writes after what it holds. WriteError also where another
  /// process is writing it.
  explicit TextFile(std::filesystem::path path, Existing existing = Existing::empty);
  ~TextFile();
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;

  /// `ending`: what makes the file whole as it is now; the next piece goes in its place. Where the
  /// piece does not fit (a full disk), the part of it that did is taken back.
  void write(std::string_view piece, std::string_view ending = {});

  bool empty() const { return size_ == 0; }

 private:
  std::filesystem::path path_;
  int descriptor_;
  long size_ = 0;       // bytes of whole pieces
  std::string ending_;  // that follows them
};

/// Writes a file anew, so that whoever reads it finds the old text or the new one, never a part; of
/// a link, the file that it leads to. A device, a pipe, or what the program itself prints to
/// (/dev/stdout) is written to as it is. Throws WriteError.
void replace_file(const std::filesystem::path& path, std::string_view text);

/// Throws WriteError where replace_file() could not: before long work whose outcome it is to write.
/// Changes nothing.
void require_replaceable(const std::filesystem::path& path);

}  // namespace warpmark
