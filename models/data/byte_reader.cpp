#include "models/data/byte_reader.h"

#include "harness/error.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace warpmark::nn {
namespace {

constexpr unsigned int kBuffer = 1 << 18;  // bytes
constexpr Index kChunk = Index{1} << 20;   // bytes a call

/// Deflate's limit, zlib's "Technical Details": a byte inflates to no more.
constexpr Index kMostInflation = 1032;

/// Zlib's messages, too, begin with the file's name.
std::string without_prefix(std::string text, const std::string& prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

}  // namespace

Index regular_file_bytes(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) throw InvalidInput(path.string() + ": no such file");
  if (std::filesystem::is_directory(status)) {
    throw InvalidInput(path.string() + ": is a folder and no file");
  }
  if (!std::filesystem::is_regular_file(status)) {
    throw InvalidInput(path.string() + ": is no regular file");
  }
  const auto size = std::filesystem::file_size(path, error);
  if (error) throw InvalidInput(fmt::format("{}: {}", path.string(), error.message()));
  return static_cast<Index>(size);
}

void ByteReader::Close::operator()(gzFile_s* file) const { gzclose_r(file); }

ByteReader::ByteReader(const std::filesystem::path& path)
    : path_(path), file_bytes_(regular_file_bytes(path)), file_(gzopen(path.c_str(), "rbe")) {
  if (!file_) throw InvalidInput(path.string() + ": cannot be read: " + std::strerror(errno));
  gzbuffer(file_.get(), kBuffer);
  compressed_ = gzdirect(file_.get()) == 0;
}

Index ByteReader::most_bytes() const {
  return compressed_ ? file_bytes_ * kMostInflation : file_bytes_;
}

void ByteReader::fail(Index offset, const std::string& fault) const {
  throw InvalidInput(fmt::format("{}: {}byte {}: {}", path_.string(),
                                 compressed_ ? "inflated, " : "", offset, fault));
}

/// As many bytes as there are; throws where gzip's own checks fail.
Index ByteReader::read_some(std::span<std::uint8_t> out) {
  Index done = 0;
  const auto size = static_cast<Index>(out.size());
  while (done < size) {
    const auto chunk = static_cast<unsigned int>(std::min(kChunk, size - done));
    const int got = gzread(file_.get(), out.data() + done, chunk);
    if (got > 0) done += got;
    if (got == static_cast<int>(chunk)) continue;
    int error = Z_OK;
    const char* reason = gzerror(file_.get(), &error);
    if (error == Z_OK) break;  // the end
    if (error == Z_ERRNO) fail(offset_ + done, std::strerror(errno));
    if (error == Z_BUF_ERROR) fail(offset_ + done, "the file ends within its compressed data");
    fail(offset_ + done, "cannot be read on: " + without_prefix(reason, path_.string() + ": "));
  }
  return done;
}

void ByteReader::read(std::span<std::uint8_t> out, const std::string& what) {
  const Index got = read_some(out);
  if (got < static_cast<Index>(out.size())) {
    fail(offset_ + got, fmt::format("ends after {} of the {} bytes of {}", got, out.size(), what));
  }
  offset_ += got;
}

void ByteReader::skip(Index bytes, const std::string& what) {
  std::array<std::uint8_t, 1 << 14> dropped;
  while (bytes > 0) {
    const Index chunk = std::min(bytes, static_cast<Index>(dropped.size()));
    read(std::span(dropped).first(static_cast<std::size_t>(chunk)), what);
    bytes -= chunk;
  }
}

bool ByteReader::at_end() {
  const int byte = gzgetc(file_.get());
  if (byte >= 0) return gzungetc(byte, file_.get()), false;
  std::uint8_t none;
  read_some({&none, 1});  // for its errors
  return true;
}

}  // namespace warpmark::nn
