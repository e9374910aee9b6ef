#include "models/backward.h"
#include "models/ops.h"

namespace warpmark::nn {
namespace {

constexpr std::string_view kName = "convolution";

/// Each weight meets each position of the output once. y: (K, P, Q).
double taps(const Value& weight, const Value& y) {
  return static_cast<double>(count(weight.shape) * y.shape[1] * y.shape[2]);
}

Values output(const Convolution& op, const Values& in, const std::string& name) {
  require(in.size() == 2 || in.size() == 3, kName, in);
  const Shape &x = in[0].shape, &weight = in[1].shape;
  require(x.size() == 3 && weight.size() == 4 && x[0] == weight[1], kName, in);
  require(in.size() == 2 || in[2].shape == Shape{weight[0]}, kName, in);
  const Index p = positions(x[1], weight[2], op.stride, op.padding);
  const Index q = positions(x[2], weight[3], op.stride, op.padding);
  require(p > 0 && q > 0, kName, in);
  return {{name, {weight[0], p, q}}};
}

}  // namespace

OpRow row(const Convolution& op) {
  return {
      .name = kName,
      .outputs = [op](const Values& in, const std::string& name) { return output(op, in, name); },
      .gradient =
          [op](const Node& node, Backward& backward) {
            const ValueId x = node.inputs[0], weight = node.inputs[1];
            const ValueId dy = backward.gradient(node.outputs[0]);
            backward.append(ConvolutionWgrad{op.stride, op.padding}, {x, dy},
                            {node.inputs.begin() + 1, node.inputs.end()});
            if (!backward.wants(x)) return;
            backward.append(ConvolutionDgrad{op.stride, op.padding}, {dy, weight}, {x});
          },
      .multiply_adds = [](const Values& in, const Values& out) { return taps(in[1], out[0]); }};
}

OpRow row(const ConvolutionDgrad&) {
  return {.name = "convolution_dgrad",
          .multiply_adds = [](const Values& in, const Values&) { return taps(in[1], in[0]); }};
}

OpRow row(const ConvolutionWgrad&) {
  return {.name = "convolution_wgrad",
          .multiply_adds = [](const Values& in, const Values& out) { return taps(out[0], in[1]); }};
}

}  // namespace warpmark::nn
