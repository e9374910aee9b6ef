#pragma once

#include "models/program.h"

namespace warpmark::nn::cpu {

/// What one thread has seen of losses and right answers.
struct alignas(64) Tally {
  double loss = 0;  // the sum over the images
  Index images = 0, correct = 0;

  Tally& operator+=(const Tally& other) {
    loss += other.loss;
    images += other.images;
    correct += other.correct;
    return *this;
  }
  Metrics metrics() const {
    return {images ? loss / static_cast<double>(images) : 0.0, images, correct};
  }
};

}  // namespace warpmark::nn::cpu
