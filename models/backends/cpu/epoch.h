#pragma once

#include "models/data/dataset.h"
#include "models/data/permutation.h"
#include "models/program.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace warpmark::nn::cpu {

/// The images of one epoch, in the order in which a program takes them. The set outlives it.
class Epoch {
 public:
  Epoch(const ImageSet& set, const Build& build, Index epoch);

  int label(Index position) const { return set_.labels[static_cast<std::size_t>(image(position))]; }

  /// The image's bytes, (channels, height, width): the set's own, or made in `room`, which holds
  /// one image.
  const std::uint8_t* pixels(Index position, std::uint8_t* room) const;

 private:
  Index image(Index position) const { return order_ ? (*order_)(position) : position; }

  const ImageSet& set_;
  const Build& build_;
  const Index epoch_;
  std::optional<Permutation> order_;
};

/// Images of step `step` of an epoch: what is left in the last.
inline Index images_of_step(const ImageSet& set, const Build& build, Index step) {
  return std::min(build.batch, set.count - step * build.batch);
}

/// Throws std::invalid_argument for steps that an epoch does not have, or in training for steps
/// without a learning rate.
void check_steps(const Steps& steps, const ImageSet& set, const Build& build, bool training);

}  // namespace warpmark::nn::cpu
