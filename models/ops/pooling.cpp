#include "models/backward.h"
#include "models/ops.h"

namespace warpmark::nn {
namespace {

/// As PyTorch has it, padding may be half a window: so every window sees a pixel.
Values max_pool_output(const MaxPool& op, const Values& in, const std::string& name) {
  require(in.size() == 1 && in[0].shape.size() == 3 && 2 * op.padding <= op.window, "max_pool", in);
  const Shape& x = in[0].shape;
  const Index p = positions(x[1], op.window, op.stride, op.padding);
  const Index q = positions(x[2], op.window, op.stride, op.padding);
  require(p > 0 && q > 0, "max_pool", in);
  return {{name, {x[0], p, q}}};
}

Values average_output(const Values& in, const std::string& name) {
  require(in.size() == 1 && in[0].shape.size() == 3, "global_average_pool", in);
  return {{name, {in[0].shape[0]}}};
}

void average_gradient(const Node& node, Backward& backward) {
  backward.append(GlobalAveragePoolBackward{}, {backward.gradient(node.outputs[0])},
                  {node.inputs[0]});
}

}  // namespace

OpRow row(const MaxPool& op) {
  return {.name = "max_pool",
          .outputs = [op](const Values& in,
                          const std::string& name) { return max_pool_output(op, in, name); },
          .gradient =
              [op](const Node& node, Backward& backward) {
                const ValueId x = node.inputs[0], y = node.outputs[0];
                backward.append(MaxPoolBackward{op.window, op.stride, op.padding},
                                {x, y, backward.gradient(y)}, {x});
              }};
}

OpRow row(const MaxPoolBackward&) { return {.name = "max_pool_backward"}; }

OpRow row(const GlobalAveragePool&) {
  return {.name = "global_average_pool", .outputs = average_output, .gradient = average_gradient};
}

OpRow row(const GlobalAveragePoolBackward&) { return {.name = "global_average_pool_backward"}; }

}  // namespace warpmark::nn
