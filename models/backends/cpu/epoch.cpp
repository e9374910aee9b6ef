#include "models/backends/cpu/epoch.h"

#include "models/data/augment.h"

#include <stdexcept>
#include <string>

namespace warpmark::nn::cpu {

Epoch::Epoch(const ImageSet& set, const Build& build, Index epoch)
    : set_(set), build_(build), epoch_(epoch) {
  if (build.order == Order::shuffled) order_.emplace(build.seed, epoch, set.count);
}

const std::uint8_t* Epoch::pixels(Index position, std::uint8_t* room) const {
  const Index number = image(position);
  const std::uint8_t* own = set_.images.data() + number * set_.image_bytes();
  if (build_.augmentation == Augmentation::none) return own;
  const CropFlip crop = crop_flip(build_.seed, epoch_, number);
  std::uint8_t* to = room;
  for (Index channel = 0; channel < set_.channels; ++channel) {
    const std::uint8_t* plane = own + channel * set_.height * set_.width;
    for (Index row = 0; row < set_.height; ++row) {
      for (Index column = 0; column < set_.width; ++column) {
        const Index source = crop.source(row, column, set_.height, set_.width);
        *to++ = source < 0 ? std::uint8_t{0} : plane[source];
      }
    }
  }
  return room;
}

void check_steps(const Steps& steps, const ImageSet& set, const Build& build, bool training) {
  if (steps.first < 0 || steps.first + steps.count > steps_per_epoch(set.count, build.batch)) {
    throw std::invalid_argument("an epoch has no step " +
                                std::to_string(steps.first + steps.count - 1));
  }
  if (training && static_cast<Index>(steps.learning_rate.size()) != steps.count)
    throw std::invalid_argument("each step of training needs a learning rate");
}

}  // namespace warpmark::nn::cpu
