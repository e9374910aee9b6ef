#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>

namespace warpmark::nn {

/// Does a file that begins with these bytes hold gzip?
bool begins_gzip(std::span<const std::uint8_t> bytes);

/// What a file of gzip (RFC 1952) holds, all its members one after another. Unlike zlib's gzread()
/// it does not end in silence where something else follows them; zeros may, with which some tools
/// fill up a block and which gzip(1) passes over.
class Inflater {
 public:
  /// Gives the next bytes of the file, no more than there is room for: none at its end.
  using Source = std::function<std::size_t(std::span<std::uint8_t>)>;

  /// What is wrong with the file.
  struct Fault : std::runtime_error {
    using std::runtime_error::runtime_error;
  };

  explicit Inflater(Source source);
  ~Inflater();

  /// Fills the beginning of `out` and returns how far: not at all at the end. Throws Fault where
  /// nothing is left before what is wrong.
  std::size_t read(std::span<std::uint8_t> out);

 private:
  struct Stream;

  bool advance();
  bool next_member();
  bool fetch();

  Source source_;
  std::unique_ptr<Stream> stream_;
};

}  // namespace warpmark::nn
