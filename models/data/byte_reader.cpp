#include "models/data/byte_reader.h"

#include "harness/error.h"
#include "models/data/inflater.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace warpmark::nn {
namespace {

constexpr std::size_t kBuffer = 1 << 18;  // bytes

/// Deflate's limit, zlib's "Technical Details": a byte inflates to no more.
constexpr Index kMostInflation = 1032;

}  // namespace

Index regular_file_bytes(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::none) {
    throw InvalidInput(fmt::format("{}: {}", path.string(), error.message()));
  }
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

ByteReader::ByteReader(const std::filesystem::path& path)
    : path_(path),
      file_bytes_(regular_file_bytes(path)),
      file_(std::fopen(path.c_str(), "rbe")),
      buffer_(kBuffer) {
  if (!file_) throw InvalidInput(path.string() + ": cannot be read: " + std::strerror(errno));
  std::array<std::uint8_t, 2> magic{};
  const std::size_t bytes = read_file(magic);
  std::rewind(file_.get());
  if (begins_gzip(std::span(magic).first(bytes))) {
    inflater_ = std::make_unique<Inflater>([this](auto out) { return read_file(out); });
  }
}

ByteReader::~ByteReader() = default;

Index ByteReader::most_bytes() const {
  return compressed() ? file_bytes_ * kMostInflation : file_bytes_;
}

void ByteReader::fail(Index offset, const std::string& fault) const {
  throw InvalidInput(fmt::format("{}: {}byte {}: {}", path_.string(),
                                 compressed() ? "inflated, " : "", offset, fault));
}

/// As many bytes as there is room for, as they lie in the file; fewer at its end.
std::size_t ByteReader::read_file(std::span<std::uint8_t> out) {
  const std::size_t got = std::fread(out.data(), 1, out.size(), file_.get());
  if (got < out.size() && std::ferror(file_.get())) fail(std::strerror(errno));
  return got;
}

/// Makes ready what comes next; false at the end.
bool ByteReader::refill() {
  try {
    const std::size_t got = inflater_ ? inflater_->read(buffer_) : read_file(buffer_);
    ready_ = std::span(buffer_).first(got);
  } catch (const Inflater::Fault& fault) {
    fail(fault.what());
  }
  return !ready_.empty();
}

void ByteReader::read(std::span<std::uint8_t> out, const std::string& what) {
  std::span<std::uint8_t> rest = out;
  while (!rest.empty()) {
    if (ready_.empty() && !refill()) {
      fail(fmt::format("ends after {} of the {} bytes of {}", out.size() - rest.size(), out.size(),
                       what));
    }
    const std::size_t bytes = std::min(rest.size(), ready_.size());
    std::copy_n(ready_.begin(), bytes, rest.begin());
    rest = rest.subspan(bytes);
    ready_ = ready_.subspan(bytes);
    offset_ += static_cast<Index>(bytes);
  }
}

void ByteReader::skip(Index bytes, const std::string& what) {
  std::array<std::uint8_t, 1 << 14> dropped;
  while (bytes > 0) {
    const Index chunk = std::min(bytes, static_cast<Index>(dropped.size()));
    read(std::span(dropped).first(static_cast<std::size_t>(chunk)), what);
    bytes -= chunk;
  }
}

bool ByteReader::at_end() { return ready_.empty() && !refill(); }

}  // namespace warpmark::nn
