#pragma once

#include "models/state.h"

#include <string>
#include <vector>

namespace warpmark::nn {

/// A parameter of a network: the taps that a cropped graph has of it, and the others.
struct Divided {
  Tensor part;
  std::vector<double> rest;
};
Divided divide(const Tensor& whole, const Graph& cropped, const std::string& parameter);

/// The state of a cropped graph, from that of the whole one.
State cropped_state(const Graph& cropped, State whole);

/// Trains a network and the same with cropped filters on the reference back end, five steps from
/// their initial states, and compares their losses, and their states behind the last.
void expect_trains_as_the_whole(const Graph& forward, Index batch, float learning_rate);

}  // namespace warpmark::nn
