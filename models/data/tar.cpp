#include "models/data/tar.h"

#include "models/data/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace warpmark::nn {
namespace {

constexpr Index kBlock = 512;  // bytes

using Header = std::array<std::uint8_t, kBlock>;

struct Field {
  std::size_t offset, bytes;
};
constexpr Field kName{0, 100}, kSize{124, 12}, kChecksum{148, 8}, kType{156, 1};

/// A field up to its first zero.
std::string text(const Header& header, Field field) {
  const auto* begin = header.data() + field.offset;
  return {begin, std::find(begin, begin + field.bytes, std::uint8_t{0})};
}

/// A field of octal digits, padded with spaces; none where it is anything else.
std::optional<Index> octal(const Header& header, Field field) {
  const std::string padded = text(header, field);
  const std::size_t first = padded.find_first_not_of(' '), last = padded.find_last_not_of(' ');
  if (first == std::string::npos) return std::nullopt;
  Index value = 0;
  for (const char c : std::string_view(padded).substr(first, last - first + 1)) {
    if (c < '0' || c > '7') return std::nullopt;
    value = value * 8 + (c - '0');
  }
  return value;
}

/// The sum of the header's bytes, its own field taken for spaces.
Index checksum(const Header& header) {
  Index sum = 0;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const bool own = i >= kChecksum.offset && i < kChecksum.offset + kChecksum.bytes;
    sum += own ? ' ' : header[i];
  }
  return sum;
}

bool is_regular(const Header& header) {
  const std::uint8_t type = header[kType.offset];
  return type == '0' || type == 0 || type == '7';
}

}  // namespace

/// Behind the end there are zeros, and behind those gzip's checksum.
void TarReader::finish() {
  while (!reader_.at_end()) {
    if (reader_.offset() > kMostBytes) reader_.fail("goes on after its end");
    reader_.skip(kBlock, "what follows the archive's end");
  }
}

std::optional<TarReader::Member> TarReader::next() {
  while (true) {
    reader_.skip(next_ - reader_.offset(), "a member");
    if (reader_.at_end()) return std::nullopt;
    Header header;
    reader_.read(header, "a member's header");
    if (std::all_of(header.begin(), header.end(), [](int byte) { return byte == 0; })) {
      finish();
      return std::nullopt;
    }
    const Index here = next_;
    if (octal(header, kChecksum) != checksum(header)) reader_.fail(here, "is no header of a tar");
    const auto bytes = octal(header, kSize);
    const Index room = std::min(reader_.most_bytes(), kMostBytes) - reader_.offset();
    if (!bytes || *bytes > room) {
      reader_.fail(here, fmt::format("a member of '{}' bytes, where at most {} can follow",
                                     bytes ? std::to_string(*bytes) : "?", room));
    }
    next_ = reader_.offset() + (*bytes + kBlock - 1) / kBlock * kBlock;
    const std::string name = text(header, kName);
    if (is_regular(header)) return Member{name.substr(name.rfind('/') + 1), *bytes};
  }
}

}  // namespace warpmark::nn
