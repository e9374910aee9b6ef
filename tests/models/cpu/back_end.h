#pragma once

#include "models/program.h"
#include "models/state.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace warpmark::nn::cpu {

/// A network for the tests, small and with odd extents everywhere.
struct SmallNetwork {
  const char* name;
  Shape image;
  Index classes;
  Graph (*build)(Builder::Mode mode);
  bool batch_norm;  // which lanes cannot
};
const std::vector<SmallNetwork>& small_networks();
inline void PrintTo(const SmallNetwork& network, std::ostream* out) { *out << network.name; }

/// Weights as they begin; what belongs to channels at random.
State start(const Graph& graph);

/// ‖a - b‖ / ‖b‖; 0 where they are the same.
double distance(const Tensor& a, const Tensor& b);

/// A learning rate for every step of a few.
std::vector<float> rates(Index steps, float rate = 0.05f);

}  // namespace warpmark::nn::cpu
