#pragma once

#include "models/graph.h"

#include <string>
#include <vector>

namespace warpmark::nn {

/// A graph while its backward nodes are appended, and where each value's gradient comes from: one
/// part from each node that reads it.
class Backward {
 public:
  explicit Backward(Graph& graph);

  /// Appends what a forward node's row says, if its gradient is wanted and the loss depends on it.
  /// Forward nodes are visited last to first. Throws std::invalid_argument where it has none.
  void visit(const Node& node);

  /// Does the value depend on a parameter?
  bool wants(ValueId value) const { return wanted_[static_cast<std::size_t>(value)]; }

  /// The gradient of a value all of whose readers were visited: its parts, added. Throws
  /// std::invalid_argument where the loss does not depend on the value.
  ValueId gradient(ValueId of);

  /// Appends a node whose outputs are parts of the gradients of `of`.
  void append(Op op, std::vector<ValueId> inputs, const std::vector<ValueId>& of);

  /// Says that an existing value is a part of the gradient of `of`.
  void pass(ValueId of, ValueId gradient);

 private:
  std::vector<ValueId>& parts(ValueId of) { return parts_[static_cast<std::size_t>(of)]; }
  bool reached(const Node& node) const;

  Graph& graph_;
  std::vector<bool> wanted_;                 // of each value of the forward graph
  std::vector<std::vector<ValueId>> parts_;  // likewise
};

}  // namespace warpmark::nn
