#include "models/backends/cuda/matchers.h"
#include "models/backends/cuda/pattern.h"

namespace warpmark::nn {
namespace {

using Kind = CudnnOperation::Kind;

/// A convolution with a bias, and what its result alone goes through.
struct ConvolutionGroup {
  int convolution = -1, add = -1, relu = -1;
  ValueId addend = -1;

  std::vector<int> nodes() const {
    std::vector<int> nodes = {convolution};
    if (add >= 0) nodes.push_back(add);
    if (relu >= 0) nodes.push_back(relu);
    return nodes;
  }
};

bool has_bias(const Lowering& l, int convolution) {
  return convolution >= 0 && l.node(convolution).inputs.size() == 3;
}

/// convolution [→ add] [→ ReLU], the convolution with a bias unless it stands alone.
ConvolutionGroup find(const Lowering& l, int last) {
  if (l.op<Convolution>(last)) return {.convolution = last};
  if (!l.op<Relu>(last)) return {};
  ConvolutionGroup group{.relu = last};
  const ValueId x = l.node(last).inputs[0];
  group.convolution = l.only_producer<Convolution>(x, last);
  if (has_bias(l, group.convolution)) return group;
  group.add = l.only_producer<Add>(x, last);
  for (std::size_t i = 0; group.add >= 0 && i < 2; ++i) {
    const Node& add = l.node(group.add);
    group.convolution = l.only_producer<Convolution>(add.inputs[i], group.add);
    group.addend = add.inputs[1 - i];
    if (has_bias(l, group.convolution)) return group;
  }
  return {};
}

}  // namespace

void emit_convolution(Lowering& l, int convolution, int node) {
  const Node& what = l.node(convolution);
  const auto& op = std::get<Convolution>(what.op);
  Pattern p(l, "convolution");
  const int x = p.in(l.buffer(what.inputs[0])), weight = p.in(l.buffer(what.inputs[1]));
  p.convolution(Kind::convolution, x, weight, p.out(l.buffer(what.outputs[0])), op.stride,
                op.padding);
  p.emit(node);
}

bool match_convolution(Lowering& l, int last) {
  const ConvolutionGroup group = find(l, last);
  if (group.convolution < 0 || !l.take(group.nodes())) return false;
  if (!has_bias(l, group.convolution)) {
    emit_convolution(l, group.convolution, last);
    return true;
  }
  const Node& node = l.node(group.convolution);
  const auto& op = std::get<Convolution>(node.op);
  Pattern p(l, std::string("convolution_bias") + (group.add < 0 ? "" : "_add") +
                   (group.relu < 0 ? "" : "_relu"));
  const int x = p.in(l.buffer(node.inputs[0])), weight = p.in(l.buffer(node.inputs[1]));
  const int bias = p.in(l.buffer(node.inputs[2]));
  const int result = l.buffer(l.node(last).outputs[0]);
  int y = p.inside(l.at(result).stored);
  p.convolution(Kind::convolution, x, weight, y, op.stride, op.padding);
  if (group.relu < 0) {
    p.append(Kind::add, {y, bias}, {p.out(result)});
  } else {
    y = p.inside(Kind::add, {y, bias}, y);
    if (group.add >= 0) y = p.inside(Kind::add, {y, p.in(l.buffer(group.addend))}, y);
    p.append(Kind::relu, {y}, {p.out(result)});
  }
  p.emit(last);
  return true;
}

bool match_dgrad(Lowering& l, int last) {
  const bool adds = l.op<Add>(last);
  int dgrad = last;
  ValueId addend = -1;
  for (std::size_t i = 0; adds && (i == 0 || dgrad < 0) && i < 2; ++i) {
    dgrad = l.only_producer<ConvolutionDgrad>(l.node(last).inputs[i], last);
    addend = l.node(last).inputs[1 - i];
  }
  if (!l.op<ConvolutionDgrad>(dgrad)) return false;
  if (!l.take(adds ? std::vector<int>{dgrad, last} : std::vector<int>{last})) return false;
  const Node& node = l.node(dgrad);
  const auto& op = std::get<ConvolutionDgrad>(node.op);
  Pattern p(l, adds ? "dgrad_add" : "dgrad");
  const int dy = p.in(l.buffer(node.inputs[0])), weight = p.in(l.buffer(node.inputs[1]));
  const int dx = l.buffer(l.node(last).outputs[0]);
  if (adds) {
    const int part = p.inside(l.at(dx).stored);
    p.convolution(Kind::dgrad, dy, weight, part, op.stride, op.padding);
    const int other = p.in(l.buffer(addend));
    p.append(Kind::add, {part, other}, {p.out(dx)});
  } else {
    p.convolution(Kind::dgrad, dy, weight, p.out(dx), op.stride, op.padding);
  }
  p.emit(last);
  return true;
}

bool match_wgrad(Lowering& l, int last) {
  const auto* op = l.op<ConvolutionWgrad>(last);
  if (!op || !l.take({last})) return false;
  const Node& node = l.node(last);
  const int x = l.buffer(node.inputs[0]), dy = l.buffer(node.inputs[1]);
  Pattern p(l, "wgrad");
  const int gradient = p.in(dy), image = p.in(x);
  p.convolution(Kind::wgrad, gradient, image, p.out(l.buffer(node.outputs[0])), op->stride,
                op->padding);
  p.emit(last);
  if (node.outputs.size() > 1) emit_channel_sums(l, last, dy, l.buffer(node.outputs[1]));
  return true;
}

}  // namespace warpmark::nn
