#pragma once

#include "models/backends/cuda/storage.h"

#include <string>
#include <vector>

namespace warpmark::nn {

/// Where a buffer lies: in one of a program's arenas, which outlive a step, or in the one whose
/// places are shared by what is not needed at the same time.
enum class Home {
  arena,
  parameters,        // fp32
  velocities,        // fp32
  twins,             // the parameters as the activations are stored
  gradients,         // of matrices, as the activations are stored
  vector_gradients,  // fp32
  statistics,        // fp32
  constants,         // what the program places itself: see Constants
};

/// Memory that kernels read and write.
struct Buffer {
  std::string name;
  Storage storage = Storage::fp32;
  Extents logical;  // what the network knows of it
  Extents stored;   // with padded channels
  Home home = Home::arena;
  std::size_t offset = 0;  // bytes from the beginning of its home; of the arena's, planned later
  bool kept = false;       // in the arena, and outlives the last step

  std::size_t bytes() const { return nn::bytes(storage, stored.count()); }

  /// Where element i of the row-major logical array is stored.
  Index position(Index i) const;
};

/// The numbers of the buffers that every program has, in front of all others.
struct Constants {
  static constexpr int kImages = 0, kLabels = 1, kEpoch = 2, kRates = 3, kTotals = 4, kOverflow = 5,
                       kCount = 6;
};

}  // namespace warpmark::nn
