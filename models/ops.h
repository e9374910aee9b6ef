#pragma once

#include "models/graph.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace warpmark::nn {

class Backward;

using Values = std::vector<Value>;

/// All that the passes over a graph know of an op: its row in the table of ops.
struct OpRow {
  std::string_view name;

  /// What the op writes, from what it reads; the first is called `name`. Throws
  /// std::invalid_argument where number or shapes of the inputs do not fit. Empty for the ops of
  /// the backward pass: a gradient has the shape of its value.
  std::function<Values(const Values& inputs, const std::string& name)> outputs;

  /// Appends the gradients of what the node reads. Empty where there is none.
  std::function<void(const Node& node, Backward& backward)> gradient;

  /// Multiply-adds an image. Empty where they do not count as FLOPs.
  std::function<double(const Values& inputs, const Values& outputs)> multiply_adds;
};

// The table, one row per op. An op without a row does not compile.
OpRow row(const Convolution& op);
OpRow row(const ConvolutionDgrad& op);
OpRow row(const ConvolutionWgrad& op);
OpRow row(const Linear& op);
OpRow row(const LinearDgrad& op);
OpRow row(const LinearWgrad& op);
OpRow row(const BatchNorm& op);
OpRow row(const BatchNormInference& op);
OpRow row(const BatchNormBackward& op);
OpRow row(const Relu& op);
OpRow row(const ReluBackward& op);
OpRow row(const Add& op);
OpRow row(const MaxPool& op);
OpRow row(const MaxPoolBackward& op);
OpRow row(const GlobalAveragePool& op);
OpRow row(const GlobalAveragePoolBackward& op);
OpRow row(const SoftmaxNll& op);
OpRow row(const SoftmaxNllBackward& op);
OpRow row(const Sgd& op);

/// The row of whatever op it is.
OpRow row_of(const Op& op);

/// For messages: "(3, 32, 32)".
std::string str(const Shape& shape);

/// For rows: throws std::invalid_argument naming the op and its inputs unless they fit.
void require(bool fits, std::string_view op, const Values& inputs);

/// Positions of a window along one extent of an image with `padding` on both sides; 0 or less where
/// the window does not fit.
constexpr Index positions(Index extent, Index window, Index stride, Index padding) {
  const Index slack = extent + 2 * padding - window;
  return slack < 0 ? 0 : slack / stride + 1;
}

}  // namespace warpmark::nn
