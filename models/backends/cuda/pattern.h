#pragma once

#include "models/backends/cuda/lowering.h"

namespace warpmark::nn {

/// A cuDNN graph in the making, on the buffers of a lowering.
class Pattern {
 public:
  using Kind = CudnnOperation::Kind;

  Pattern(Lowering& lowering, std::string name) : lowering_(lowering) {
    graph_.name = std::move(name);
  }

  /// A tensor outside of the graph: of all that read a buffer the same one, as cuDNN wants it to
  /// recognise a pattern. A buffer that is read and written is two tensors.
  int in(int buffer);
  int out(int buffer);
  int constant(double value) { return graph_.constant(static_cast<float>(value)); }

  /// An operation of one output, inside the graph.
  int inside(Kind kind, std::vector<int> inputs, int like);
  /// An operation whose outputs are tensors already.
  void append(Kind kind, std::vector<int> inputs, std::vector<int> outputs);
  /// A convolution forward or backward; `output` is a tensor already.
  void convolution(Kind kind, int a, int b, int output, Index stride, Index padding);
  const Extents& extents(int tensor) const {
    return graph_.tensors[static_cast<std::size_t>(tensor)].extents;
  }
  int inside(const Extents& extents, Storage storage = Storage::fp32) {
    return graph_.inside(extents, storage);
  }

  /// The group's one kernel.
  void emit(int node);

 private:
  int real(int buffer);

  Lowering& lowering_;
  CudnnGraph graph_;
  std::vector<int> reads_, writes_;
  std::map<int, int> inputs_;  // tensors by buffer
};

}  // namespace warpmark::nn
