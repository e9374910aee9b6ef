#pragma once

#include "models/backends/cuda/kernel.h"
#include "models/program.h"

namespace warpmark::nn {

/// A parameter and what belongs to it, as numbers of buffers; -1 in a program that does not train.
struct TrainedParameter {
  ValueId value = -1;
  int parameter = -1, velocity = -1, twin = -1, gradient = -1;
};

/// A graph as kernels on buffers, for one precision and number of images.
struct Lowered {
  std::vector<Buffer> buffers;  // first those of Constants
  std::vector<Kernel> kernels;  // each finds what it reads written
  std::vector<int> buffer_of;   // of each value of the graph; -1: none has it
  std::vector<TrainedParameter> parameters;
  int image_metrics = -1;           // buffer: an ImageMetrics (metrics.h) for each image
  Index matrices = 0, vectors = 0;  // elements of all parameters, see SgdArrays in kernels.h
  float loss_scale = 1;             // of all gradients
};

/// What depends on the device and not on the network.
struct Tuning {
  /// Maps of at least so many bytes have their batch norm's sums taken, and the norm itself
  /// applied, by the convolutions around it, where cuDNN can: smaller ones stay in a cache, and the
  /// kernels that it takes besides cost more than the passes over memory that it saves.
  std::size_t fold_from_bytes = std::size_t{32} << 20;
  /// Steps of a captured graph: enough to hide what a launch costs the host.
  Index steps_of_graph = 16;
};

/// Groups nodes by an ordered list of patterns, the widest first, and says what computes each
/// group. The batch is one of `rows` images, build.batch or what is left at the end of an epoch. Of
/// the images only extents and count are looked at. Needs no GPU. Throws Unsupported for a
/// precision that GPUs do not train in, std::invalid_argument where the images do not fit the
/// graph.
Lowered lower(const Graph& graph, const ImageSet& images, const Build& build, Index rows,
              const Tuning& tuning = {});

/// Loss scale of fp16, whose smallest numbers gradients would fall below: P. Micikevicius et al.,
/// Mixed Precision Training, ICLR 2018 (arXiv:1710.03740), §3.2.
inline constexpr float kFp16LossScale = 1024;

}  // namespace warpmark::nn
