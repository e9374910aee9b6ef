#pragma once

#include "models/backends/cuda/lowering.h"

#include <map>
#include <set>
#include <vector>

namespace warpmark::nn {

/// batch norm → ReLU → convolution, nothing else of which is read, and the way back: what lies
/// between is never stored where the convolution normalises its input as it reads it.
struct NormFold {
  int norm = -1, relu = -1, convolution = -1;
  int wgrad = -1, dgrad = -1, relu_backward = -1, norm_backward = -1;
};

/// Batch norms whose sums the convolution before them takes in passing, and which of them fold into
/// the convolution behind them.
struct NormStatistics {
  std::map<int, NormFold> folds;  // by batch norm
  std::set<int> norms;  // all with sums: those of the folds, and behind their convolutions

  /// Of those whose maps take at least `from_bytes`.
  NormStatistics(const Lowering& l, std::size_t from_bytes);
};

/// Takes all folds and the convolutions before the norms, and emits their kernels; what remains of
/// the norms match_batch_norm takes, which finds their sums finished. cuDNN has these patterns in
/// fp16 alone.
void fold_statistics(Lowering& l, std::size_t from_bytes);

}  // namespace warpmark::nn
