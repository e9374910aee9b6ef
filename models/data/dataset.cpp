#include "models/data/dataset.h"

#include "models/data/sha256.h"

#include <fmt/format.h>

#include <stdexcept>

namespace warpmark::nn {
namespace {

void add_shape(Sha256& hash, const std::vector<const ImageSet*>& sets) {
  Index count = 0;
  for (const ImageSet* set : sets) count += set->count;
  const ImageSet& first = *sets.front();
  const std::string text = fmt::format("{} of {}x{}x{}, {} classes;", count, first.channels,
                                       first.height, first.width, first.classes);
  hash.add({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

/// The lower byte first, whatever the machine.
void add_labels(Sha256& hash, const std::vector<std::uint16_t>& labels) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(2 * labels.size());
  for (const std::uint16_t label : labels) {
    bytes.push_back(static_cast<std::uint8_t>(label & 255));
    bytes.push_back(static_cast<std::uint8_t>(label >> 8));
  }
  hash.add(bytes);
}

}  // namespace

ImageSet part(const ImageSet& set, Index first, Index count) {
  if (first < 0 || count < 0 || count > set.count - first) {
    throw std::invalid_argument("images " + std::to_string(first) + " … " +
                                std::to_string(first + count) + " of " + std::to_string(set.count));
  }
  ImageSet out{count, set.channels, set.height, set.width, set.classes, {}, {}};
  const auto image = set.images.begin() + first * set.image_bytes();
  const auto label = set.labels.begin() + first;
  out.images.assign(image, image + count * set.image_bytes());
  out.labels.assign(label, label + count);
  return out;
}

std::string name(Origin origin) { return origin == Origin::real ? "real" : "synthetic"; }

std::string describe(const DataSet& data) {
  Sha256 hash;
  for (const auto& sets : {std::vector{&data.train, &data.validation}, std::vector{&data.test}}) {
    add_shape(hash, sets);
    for (const ImageSet* set : sets) hash.add(set->images);
    for (const ImageSet* set : sets) add_labels(hash, set->labels);
  }
  return fmt::format("{}:{}:d{:.12}", data.name, name(data.origin), hash.hex());
}

DataSet split(const DataSet& data, Index count) {
  const Index left = data.train.count - count;
  if (left <= 0) {
    throw std::invalid_argument(fmt::format("{}: {} of {} training images held out: none is left",
                                            data.name, count, data.train.count));
  }
  return {data.name, data.origin, part(data.train, 0, left), part(data.train, left, count),
          data.test};
}

}  // namespace warpmark::nn
