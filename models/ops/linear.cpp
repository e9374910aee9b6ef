#include "models/backward.h"
#include "models/ops.h"

namespace warpmark::nn {
namespace {

double elements(const Value& weight) { return static_cast<double>(count(weight.shape)); }

Values output(const Values& in, const std::string& name) {
  require(in.size() == 3 && in[1].shape.size() == 2, "linear", in);
  const Shape &weight = in[1].shape, &bias = in[2].shape;
  require(count(in[0].shape) == weight[1] && bias == Shape{weight[0]}, "linear", in);
  return {{name, {weight[0]}}};
}

void gradient(const Node& node, Backward& backward) {
  const ValueId x = node.inputs[0], weight = node.inputs[1], bias = node.inputs[2];
  const ValueId dy = backward.gradient(node.outputs[0]);
  backward.append(LinearWgrad{}, {x, dy}, {weight, bias});
  if (backward.wants(x)) backward.append(LinearDgrad{}, {dy, weight}, {x});
}

}  // namespace

OpRow row(const Linear&) {
  return {.name = "linear",
          .outputs = output,
          .gradient = gradient,
          .multiply_adds = [](const Values& in, const Values&) { return elements(in[1]); }};
}

OpRow row(const LinearDgrad&) {
  return {.name = "linear_dgrad",
          .multiply_adds = [](const Values& in, const Values&) { return elements(in[1]); }};
}

OpRow row(const LinearWgrad&) {
  return {.name = "linear_wgrad",
          .multiply_adds = [](const Values&, const Values& out) { return elements(out[0]); }};
}

}  // namespace warpmark::nn
