#include "models/data/inflater.h"

#include "harness/index.h"

#include <fmt/format.h>
#include <zlib.h>

#include <cstring>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace warpmark::nn {

bool begins_gzip(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

struct Inflater::Stream {
  static constexpr std::size_t kBuffer = 1 << 18;  // bytes
  static constexpr int kGzip = 15 + 16;            // the largest window, with gzip's header

  Stream() {
    zlib.next_in = input.data();
    if (inflateInit2(&zlib, kGzip) != Z_OK) throw std::bad_alloc();
  }
  ~Stream() { inflateEnd(&zlib); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  std::span<const std::uint8_t> waiting() const { return {zlib.next_in, zlib.avail_in}; }
  Index offset() const { return fetched - zlib.avail_in; }

  z_stream zlib{};
  std::vector<std::uint8_t> input = std::vector<std::uint8_t>(kBuffer);
  Index fetched = 0;     // bytes of the file
  Index member_end = 0;  // of the last that is behind, in the file
  bool inside = true;    // a member
};

Inflater::Inflater(Source source)
    : source_(std::move(source)), stream_(std::make_unique<Stream>()) {}

Inflater::~Inflater() = default;

/// Adds what follows in the file to what waits; false at its end.
bool Inflater::fetch() {
  Stream& s = *stream_;
  const auto waiting = s.waiting();
  std::memmove(s.input.data(), waiting.data(), waiting.size());
  const std::size_t got = source_(std::span(s.input).subspan(waiting.size()));
  s.zlib.next_in = s.input.data();
  s.zlib.avail_in += static_cast<unsigned int>(got);
  s.fetched += static_cast<Index>(got);
  return got > 0;
}

/// Behind a member: is there another? Throws Fault where there is something else.
bool Inflater::next_member() {
  Stream& s = *stream_;
  while (s.zlib.avail_in < 2 && fetch()) {
  }
  if (s.offset() == s.member_end && begins_gzip(s.waiting())) {
    inflateReset(&s.zlib);
    return s.inside = true;
  }
  do {
    for (; s.zlib.avail_in > 0 && *s.zlib.next_in == 0; --s.zlib.avail_in) ++s.zlib.next_in;
    if (s.zlib.avail_in > 0) {
      throw Fault(
          fmt::format("what follows in the file, from its byte {} on, is no gzip", s.member_end));
    }
  } while (fetch());
  return false;
}

/// Inflates what waits, as far as there is room for it; false at the end.
bool Inflater::advance() {
  Stream& s = *stream_;
  if (!s.inside && !next_member()) return false;
  if (s.zlib.avail_in == 0 && !fetch()) throw Fault("the file ends within its compressed data");
  const int result = inflate(&s.zlib, Z_NO_FLUSH);
  if (result == Z_STREAM_END) {
    s.inside = false;
    s.member_end = s.offset();
  } else if (result != Z_OK && result != Z_BUF_ERROR) {
    const char* reason = s.zlib.msg ? s.zlib.msg : zError(result);
    throw Fault(std::string("cannot be read on: ") + reason);
  }
  return true;
}

std::size_t Inflater::read(std::span<std::uint8_t> out) {
  z_stream& zlib = stream_->zlib;
  zlib.next_out = out.data();
  zlib.avail_out = static_cast<unsigned int>(out.size());
  try {
    while (zlib.avail_out > 0 && advance()) {
    }
  } catch (const Fault&) {
    if (zlib.avail_out == out.size()) throw;
  }
  return out.size() - zlib.avail_out;
}

}  // namespace warpmark::nn
