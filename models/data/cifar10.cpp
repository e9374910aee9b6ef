#include "models/data/cifar10.h"

#include "harness/error.h"
#include "models/data/byte_reader.h"
#include "models/data/limits.h"
#include "models/data/tar.h"

#include <fmt/format.h>

#include <algorithm>

namespace warpmark::nn {
namespace {

constexpr Index kClasses = 10, kPixels = 3 * 32 * 32, kRecord = 1 + kPixels;  // bytes

using Batches = std::array<ImageSet, kCifar10Batches.size()>;

ImageSet empty_set() { return {0, 3, 32, 32, kClasses, {}, {}}; }

/// `bytes` bytes from where the reader is.
ImageSet read_batch(ByteReader& reader, Index bytes, std::string_view name) {
  if (bytes == 0 || bytes % kRecord != 0 || bytes > kMostBytes) {
    reader.fail(fmt::format("{} has {} bytes, which are no whole number of records of {} bytes",
                            name, bytes, kRecord));
  }
  ImageSet set = empty_set();
  set.count = bytes / kRecord;
  set.images.resize(static_cast<std::size_t>(set.count * kPixels));
  set.labels.resize(static_cast<std::size_t>(set.count));
  auto pixels = std::span(set.images);
  for (std::uint16_t& label : set.labels) {
    std::uint8_t byte = 0;
    reader.read({&byte, 1}, "a label");
    if (byte >= kClasses) {
      reader.fail(reader.offset() - 1,
                  fmt::format("label {} in {}; it can be 0 to {}", byte, name, kClasses - 1));
    }
    label = byte;
    reader.read(pixels.first(kPixels), "an image");
    pixels = pixels.subspan(kPixels);
  }
  return set;
}

ImageSet read_file(const std::filesystem::path& path) {
  ByteReader reader(path);
  if (reader.compressed()) reader.fail(0, "is compressed; unpack it, or leave the archive whole");
  return read_batch(reader, reader.most_bytes(), path.filename().string());
}

Batches read_archive(const std::filesystem::path& path) {
  Batches batches;
  ByteReader reader(path);
  TarReader archive(reader);
  while (const auto member = archive.next()) {
    const auto name = std::find(kCifar10Batches.begin(), kCifar10Batches.end(), member->name);
    if (name == kCifar10Batches.end()) continue;
    ImageSet& batch = batches[static_cast<std::size_t>(name - kCifar10Batches.begin())];
    if (batch.count > 0) reader.fail("a second " + member->name);
    batch = read_batch(reader, member->bytes, member->name);
  }
  for (std::size_t i = 0; i < batches.size(); ++i) {
    if (batches[i].count == 0) reader.fail(fmt::format("ends without {}", kCifar10Batches[i]));
  }
  return batches;
}

/// Moves the images of `batch` behind those of `set`.
void append(ImageSet& set, ImageSet batch) {
  set.count += batch.count;
  set.images.insert(set.images.end(), batch.images.begin(), batch.images.end());
  set.labels.insert(set.labels.end(), batch.labels.begin(), batch.labels.end());
}

}  // namespace

DataSet read_cifar10(const std::vector<std::filesystem::path>& files) {
  Batches batches;
  if (files.size() == 1) {
    batches = read_archive(files.front());
  } else {
    std::transform(files.begin(), files.end(), batches.begin(), read_file);
  }
  DataSet out{"cifar10", Origin::real, empty_set(), {}, std::move(batches.back())};
  std::size_t bytes = 0;
  for (std::size_t i = 0; i + 1 < batches.size(); ++i) bytes += batches[i].images.size();
  out.train.images.reserve(bytes);
  for (std::size_t i = 0; i + 1 < batches.size(); ++i) append(out.train, std::move(batches[i]));
  return out;
}

}  // namespace warpmark::nn
