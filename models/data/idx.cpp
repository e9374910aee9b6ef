#include "models/data/idx.h"

#include "models/data/byte_reader.h"
#include "models/data/limits.h"

#include <fmt/format.h>

#include <array>

namespace warpmark::nn {
namespace {

constexpr Index kImages = 2051, kLabels = 2049;  // magic numbers: bytes in 3 dimensions, in 1

Index big_endian(ByteReader& reader, const char* what) {
  std::array<std::uint8_t, 4> bytes;
  reader.read(bytes, what);
  return Index{bytes[0]} << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

void require_magic(ByteReader& reader, Index wanted) {
  const Index magic = big_endian(reader, "the magic number");
  if (magic != wanted) reader.fail(0, fmt::format("magic number {} instead of {}", magic, wanted));
}

/// A declared extent, from 1 to `most`.
Index extent(ByteReader& reader, const char* what, Index most) {
  const Index value = big_endian(reader, what);
  if (value >= 1 && value <= most) return value;
  reader.fail(reader.offset() - 4, fmt::format("{} is {}; it can be 1 to {}", what, value, most));
}

/// The bytes after the header, which declares so many: no more and no fewer.
std::vector<std::uint8_t> rest(ByteReader& reader, Index bytes, const char* what) {
  if (bytes > std::min(reader.most_bytes(), kMostBytes)) {
    reader.fail(fmt::format("the header declares {} bytes of {}, more than the file can hold",
                            bytes, what));
  }
  std::vector<std::uint8_t> out(static_cast<std::size_t>(bytes));
  reader.read(out, what);
  if (!reader.at_end()) {
    reader.fail(
        fmt::format("goes on after the {} bytes of {} that its header declares", bytes, what));
  }
  return out;
}

std::vector<std::uint16_t> read_labels(const std::filesystem::path& path, Index classes) {
  ByteReader reader(path);
  require_magic(reader, kLabels);
  const Index count = extent(reader, "the number of labels", kMostImages);
  const Index first = reader.offset();
  const std::vector<std::uint8_t> labels = rest(reader, count, "labels");
  for (Index i = 0; i < count; ++i) {
    const int label = labels[static_cast<std::size_t>(i)];
    if (label >= classes) {
      reader.fail(first + i, fmt::format("label {}; it can be 0 to {}", label, classes - 1));
    }
  }
  return {labels.begin(), labels.end()};
}

}  // namespace

ImageSet read_idx(const std::filesystem::path& images, const std::filesystem::path& labels,
                  Index classes) {
  ImageSet set{.channels = 1, .classes = classes};
  set.labels = read_labels(labels, classes);
  ByteReader reader(images);
  require_magic(reader, kImages);
  set.count = extent(reader, "the number of images", kMostImages);
  if (set.count != static_cast<Index>(set.labels.size())) {
    reader.fail(4, fmt::format("{} images, but {} holds {} labels", set.count, labels.string(),
                               set.labels.size()));
  }
  set.height = extent(reader, "the height", kMostSide);
  set.width = extent(reader, "the width", kMostSide);
  set.images = rest(reader, set.count * set.image_bytes(), "pixels");
  return set;
}

}  // namespace warpmark::nn
