#pragma once

#include "models/backends/cuda/storage.h"

#include <string>
#include <vector>

namespace warpmark::nn {

/// A tensor of a cuDNN graph.
struct CudnnTensor {
  static constexpr int kInside = -1;    // exists within the graph alone
  static constexpr int kConstant = -2;  // an fp32 number that is part of the graph
  int buffer = kInside;                 // otherwise the buffer that holds it
  Storage storage = Storage::fp32;
  Extents extents;
  float constant = 0;
};

/// Inputs and outputs in this order; scale, bias and statistics are (1, C, 1, 1).
struct CudnnOperation {
  enum class Kind {
    convolution,  // x, weight; y
    dgrad,        // dy, weight; dx
    wgrad,        // dy, x; dweight
    add,          // a, b; a + b, either of them (1, C, 1, 1) or both of one size
    subtract,
    multiply,
    relu,
    relu_backward,        // dy, what the ReLU was given; dx
    greater,              // a, b; a > b in bits
    statistics,           // x; sums over all but the channels, sums of squares
    batch_norm,           // x, scale, bias, epsilon, mean and variance so far, momentum; y, mean,
                          // 1/√(variance + ε), next mean, next variance
    batch_norm_applied,   // x, mean, 1/√(variance + ε), scale, bias; y
    batch_norm_backward,  // dy, x, scale, mean, 1/√(variance + ε); dx, dscale, dbias
    batch_norm_weights,   // the same; dscale, dbias and a, b, c of dx = a·dy + b·x + c
  };
  Kind kind;
  std::vector<int> inputs, outputs;  // positions in CudnnGraph::tensors
  Index stride = 1, padding = 0;     // of convolutions
};

/// Operations that cuDNN is to compute as one, as data: planned by
/// models/backends/cuda/cudnn_plan.h.
struct CudnnGraph {
  std::string name;  // of the pattern
  std::vector<CudnnTensor> tensors;
  std::vector<CudnnOperation> operations;

  int real(int buffer, Storage storage, Extents extents);
  int inside(Extents extents, Storage storage = Storage::fp32);
  int constant(float value);
  /// Appends an operation of one output, which exists within the graph.
  int append(CudnnOperation::Kind kind, std::vector<int> inputs, Extents output);

  /// Equal for graphs that differ in their buffers alone: "conv_relu x=fp16:64x8x32x32 …".
  std::string key() const;
};

}  // namespace warpmark::nn
