#include "models/data/dataset.h"

#include <stdexcept>

namespace warpmark::nn {

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

std::string DataSet::describe() const {
  return name + ':' + warpmark::nn::name(origin) + ':' + digest;
}

DataSet split(DataSet data, Index count) {
  ImageSet& train = data.train;
  if (count >= train.count) throw std::invalid_argument("no images are left to train on");
  data.validation = part(train, train.count - count, count);
  train.count -= count;
  train.images.resize(static_cast<std::size_t>(train.count * train.image_bytes()));
  train.labels.resize(static_cast<std::size_t>(train.count));
  return data;
}

}  // namespace warpmark::nn
