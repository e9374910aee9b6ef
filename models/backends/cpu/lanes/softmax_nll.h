#pragma once

#include "models/backends/cpu/tally.h"

namespace warpmark::nn::cpu {

/// The last layer's values of a block: (classes, lanes), and the labels of its images, which may be
/// fewer than lanes.
struct LaneLogits {
  const float* values;
  Index classes;
  const int* labels;
  Index images;
};

/// Adds the block's losses and right answers.
void add_softmax_nll(const LaneLogits& logits, Tally& tally);

/// dlogits, (classes, lanes): (softmax - one at the label) / batch; 0 in lanes without an image.
void softmax_nll_backward(const LaneLogits& logits, Index batch, float* dlogits);

}  // namespace warpmark::nn::cpu
