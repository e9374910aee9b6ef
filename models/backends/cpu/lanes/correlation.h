#pragma once

#include "models/backends/cpu/taps.h"

namespace warpmark::nn::cpu {

// Arrays are (channels, rows, columns, lanes), each lane an image.

/// out[k, p, q] = Σ weight[k, c, r, s] · in[c, row of (p, r), column of (q, s)] over channels and
/// taps: a convolution, the gradient of its input, or with one position a fully connected layer.
struct Correlation {
  Index in_channels, out_channels;
  Taps rows, columns;
  Index weight_in, weight_out;  // floats from one channel's weights to the next's

  /// What becomes of a sum. Arrays that are not there do nothing.
  struct Ending {
    const float* bias = nullptr;  // (out_channels), added
    const float* mask = nullptr;  // as out: 0 where this is not above 0
    bool relu = false;
  };

  void run(const float* in, const float* weight, const Ending& ending, float* out) const;

  /// Is there one position, and one tap?
  bool is_product() const {
    const auto single = [](const Taps& taps) { return taps.in() == 1 && taps.step(0, 1) == 1; };
    return single(rows) && single(columns) && rows.window() == 1 && columns.window() == 1;
  }
};

/// dweight[k, c, r, s] += Σ dy[k, p, q] · x[c, row of (p, r), column of (q, s)] over positions and
/// lanes; weights are (k, c, r, s).
struct WeightGradient {
  Index in_channels, out_channels;
  Taps rows, columns;

  void run(const float* x, const float* dy, float* dweight) const;
};

/// dweight[o, i] += Σ dy[o] · x[i] over lanes, for one position a channel.
void add_outer_product(const float* x, Index in, const float* dy, Index out, float* dweight);

/// dbias[k] += Σ dy[k, position] over positions and lanes.
void add_bias_gradient(const float* dy, Index channels, Index positions, float* dbias);

}  // namespace warpmark::nn::cpu
