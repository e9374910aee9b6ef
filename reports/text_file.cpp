#include "reports/text_file.h"

#include "harness/error.h"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace warpmark {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const fs::path& path, int error, const char* also = "") {
  throw WriteError(
      fmt::format("{}: cannot write: {}{}", path.string(), std::strerror(error), also));
}

/// Writes all of `piece`; returns 0 or the error that stopped it.
int write_all(int descriptor, std::string_view piece) {
  while (!piece.empty()) {
    const ssize_t written = ::write(descriptor, piece.data(), piece.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    piece.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

/// Standard output or error where the path leads there, as /dev/stdout does; else -1.
int own_stream(const fs::path& path) {
  struct stat there = {};
  struct stat own = {};
  if (::stat(path.c_str(), &there) != 0) return -1;
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
    const bool same =
        ::fstat(stream, &own) == 0 && own.st_dev == there.st_dev && own.st_ino == there.st_ino;
    if (same) return stream;
  }
  return -1;
}

/// What is written to as it is, as a device or a pipe.
bool is_no_file(const fs::path& path) {
  std::error_code none;
  return fs::exists(path, none) && !fs::is_regular_file(path, none);
}

/// The file that a link leads to.
fs::path behind_link(const fs::path& path) {
  std::error_code none;
  return fs::is_symlink(path, none) ? fs::weakly_canonical(path, none) : path;
}

}  // namespace

TextFile::TextFile(fs::path path, Existing existing)
    : path_(std::move(path)),
      descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) fail(path_, errno);
  // File systems without locks have none to respect.
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    ::close(descriptor_);
    throw WriteError(path_.string() + ": another process is writing it");
  }
  if (existing == Existing::empty && ::ftruncate(descriptor_, 0) != 0 && errno != EINVAL) {
    const int error = errno;
    ::close(descriptor_);
    fail(path_, error);
  }
  size_ = std::max(0L, static_cast<long>(::lseek(descriptor_, 0, SEEK_END)));
}

TextFile::~TextFile() { ::close(descriptor_); }

void TextFile::write(std::string_view piece, std::string_view ending) {
  if (!ending_.empty() && ::lseek(descriptor_, size_, SEEK_SET) < 0) fail(path_, errno);
  // In one write, so that the file is whole at any moment.
  if (const int error = write_all(descriptor_, std::string(piece).append(ending))) {
    const bool taken_back = ::ftruncate(descriptor_, size_) == 0 &&
                            (ending_.empty() || (::lseek(descriptor_, size_, SEEK_SET) == size_ &&
                                                 write_all(descriptor_, ending_) == 0));
    fail(path_, error, taken_back ? "" : " (its last line may be incomplete)");
  }
  size_ += static_cast<long>(piece.size());
  ending_ = ending;
}

void replace_file(const fs::path& path, std::string_view text) {
  if (const int stream = own_stream(path); stream >= 0) {
    std::fflush(nullptr);  // what was said before it
    if (const int error = write_all(stream, text)) fail(path, error);
    return;
  }
  if (is_no_file(path)) return TextFile(path).write(text);
  const fs::path file = behind_link(path);
  fs::path fresh = file;
  fresh += ".new";
  TextFile(fresh).write(text);
  if (std::rename(fresh.c_str(), file.c_str()) != 0) fail(path, errno);
}

void require_replaceable(const fs::path& path) {
  if (own_stream(path) >= 0) return;
  std::error_code error;
  const fs::file_type there = fs::status(path, error).type();
  if (there == fs::file_type::none) fail(path, error.value());
  if (there == fs::file_type::directory) fail(path, EISDIR);
  const fs::path written = is_no_file(path) ? path : behind_link(path).parent_path() / ".";
  if (::access(written.c_str(), W_OK) != 0) fail(path, errno);
}

}  // namespace warpmark
