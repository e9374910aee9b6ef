#include "models/backward.h"
#include "models/ops.h"

#include <algorithm>

namespace warpmark::nn {
namespace {

/// x of any shape whose first extent counts the channels, and four vectors of one element a
/// channel.
Value output(std::string_view op, const Values& in, const std::string& name) {
  require(in.size() == 5 && !in[0].shape.empty(), op, in);
  const Shape channels{in[0].shape[0]};
  require(
      std::all_of(in.begin() + 1, in.end(), [&](const Value& v) { return v.shape == channels; }),
      op, in);
  return {name, in[0].shape};
}

Values outputs(const Values& in, const std::string& name) {
  const Value y = output("batch_norm", in, name);
  const Shape channels{y.shape[0]};
  return {y, {name + ".batch_mean", channels, false}, {name + ".batch_rstd", channels, false}};
}

void gradient(const Node& node, Backward& backward) {
  const ValueId x = node.inputs[0], gamma = node.inputs[1], beta = node.inputs[2];
  const ValueId dy = backward.gradient(node.outputs[0]);
  backward.append(BatchNormBackward{}, {x, dy, gamma, node.outputs[1], node.outputs[2]},
                  {x, gamma, beta});
}

}  // namespace

OpRow row(const BatchNorm&) {
  return {.name = "batch_norm", .outputs = outputs, .gradient = gradient};
}

OpRow row(const BatchNormInference&) {
  constexpr std::string_view kName = "batch_norm_inference";
  return {.name = kName, .outputs = [](const Values& in, const std::string& name) {
            return Values{output(kName, in, name)};
          }};
}

OpRow row(const BatchNormBackward&) { return {.name = "batch_norm_backward"}; }

}  // namespace warpmark::nn
