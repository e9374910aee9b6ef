#pragma once

#include "models/backends/reference/reference.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace warpmark::nn {

/// Images of random bytes and labels.
ImageSet random_images(Index count, const Shape& image, Index classes);

/// Every parameter and statistic of a graph at random: nothing is left at 0 or 1, where a mistake
/// with it would not show. Statistics called "…running_var" are positive.
State random_state(const Graph& graph);

/// Gradients in the order of Graph::parameters: what the optimiser reads.
const std::vector<ValueId>& gradients(const Graph& graph);

/// One step over a batch without learning, on the reference back end.
class OneBatch {
 public:
  OneBatch(const Graph& graph, ImageSet images, const State& state);

  double loss(const State& state);  // of the state; it becomes the program's
  Tensor fetch(ValueId value) { return program_->fetch(value); }

 private:
  ImageSet images_;
  std::unique_ptr<Program> program_;
};

}  // namespace warpmark::nn
