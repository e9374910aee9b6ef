#include "models/backward.h"
#include "models/ops.h"

namespace warpmark::nn {
namespace {

Values loss_outputs(const Values& in, const std::string& name) {
  require(in.size() == 2 && in[0].shape.size() == 1 && in[1].shape == Shape{1}, "softmax_nll", in);
  return {{name, {1}, false}, {"correct", {1}, false}};
}

void loss_gradient(const Node& node, Backward& backward) {
  backward.append(SoftmaxNllBackward{}, node.inputs, {node.inputs[0]});
}

}  // namespace

OpRow row(const SoftmaxNll&) {
  return {.name = "softmax_nll", .outputs = loss_outputs, .gradient = loss_gradient};
}

OpRow row(const SoftmaxNllBackward&) { return {.name = "softmax_nll_backward"}; }

OpRow row(const Sgd&) { return {.name = "sgd"}; }

}  // namespace warpmark::nn
