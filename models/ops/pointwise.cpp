#include "models/backward.h"
#include "models/ops.h"

namespace warpmark::nn {
namespace {

void relu_gradient(const Node& node, Backward& backward) {
  const ValueId y = node.outputs[0];
  backward.append(ReluBackward{}, {y, backward.gradient(y)}, {node.inputs[0]});
}

Values sum(const Values& in, const std::string& name) {
  require(in.size() == 2 && in[0].shape == in[1].shape && in[0].batched == in[1].batched, "add",
          in);
  return {{name, in[0].shape, in[0].batched}};
}

/// A sum's gradient is that of both summands.
void add_gradient(const Node& node, Backward& backward) {
  const ValueId dy = backward.gradient(node.outputs[0]);
  for (ValueId summand : node.inputs) backward.pass(summand, dy);
}

}  // namespace

OpRow row(const Relu&) {
  return {.name = "relu",
          .outputs =
              [](const Values& in, const std::string& name) {
                require(in.size() == 1, "relu", in);
                return Values{{name, in[0].shape, in[0].batched}};
              },
          .gradient = relu_gradient};
}

OpRow row(const ReluBackward&) { return {.name = "relu_backward"}; }

OpRow row(const Add&) { return {.name = "add", .outputs = sum, .gradient = add_gradient}; }

}  // namespace warpmark::nn
