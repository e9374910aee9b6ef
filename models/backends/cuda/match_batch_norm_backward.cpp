#include "models/backends/cuda/matchers.h"
#include "models/backends/cuda/norm_group.h"
#include "models/backends/cuda/pattern.h"

namespace warpmark::nn {
namespace {

using Kind = CudnnOperation::Kind;

/// [add →] [ReLU backward →] batch norm backward.
struct BackwardGroup {
  int norm = -1, relu = -1, add = -1;  // nodes; -1: not there
  NormGroup forward;                   // that the ReLU belongs to

  std::vector<int> nodes() const {
    std::vector<int> nodes = {norm};
    if (relu >= 0) nodes.insert(nodes.begin(), relu);
    if (add >= 0) nodes.insert(nodes.begin(), add);
    return nodes;
  }
  std::string name() const {
    return std::string(add < 0 ? "" : "add_") + (relu < 0 ? "" : "relu_") + "batch_norm_backward";
  }
};

/// The widest group that ends with the node and that cuDNN has an engine for in every precision:
/// the ReLU's sign comes from the batch norm itself, computed again, or from bits that the forward
/// pass leaves; so the ReLU is that of a group of batch_norm.
BackwardGroup find(const Lowering& l, int last) {
  BackwardGroup group{.norm = last};
  const Node& node = l.node(last);
  const int relu = l.producer(node.inputs[1]);
  if (!l.op<ReluBackward>(relu)) return group;
  const Node& relu_node = l.node(relu);
  group.forward = find_norm<BatchNorm>(l, l.producer(relu_node.inputs[0]));
  if (group.forward.norm < 0 || group.forward.relu < 0) return group;
  group.relu = relu;
  group.add = l.only_producer<Add>(relu_node.inputs[1], relu);
  return group;
}

/// What the ReLU gives back of dy, which is outside where others than the batch norm read it.
int append_relu_backward(Pattern& p, Lowering& l, const BackwardGroup& group, int x, int dy) {
  const Node& relu = l.node(group.relu);
  const ValueId y = relu.inputs[0], dx = relu.outputs[0];
  const bool outside = l.read_outside(dx, {group.norm});
  const Node& norm = l.node(group.forward.norm);
  const bool own_norm = norm.outputs[1] == l.node(group.norm).inputs[3];
  if (outside || group.add >= 0 || group.forward.add >= 0 || !own_norm) {
    const int mask = p.in(l.mask(y));
    const int result = outside ? p.out(l.buffer(dx)) : p.inside(p.extents(x), l.storage);
    p.append(Kind::multiply, {dy, mask}, {result});
    return result;
  }
  const int mean = p.in(l.buffer(norm.outputs[1])), rstd = p.in(l.buffer(norm.outputs[2]));
  const int gamma = p.in(l.master(norm.inputs[1])), beta = p.in(l.master(norm.inputs[2]));
  const int again = p.inside(Kind::batch_norm_applied, {x, mean, rstd, gamma, beta}, x);
  const int result = p.inside(p.extents(x), l.storage);
  p.append(Kind::relu_backward, {dy, again}, {result});
  return result;
}

/// What the group begins with.
int append_gradient(Pattern& p, Lowering& l, const BackwardGroup& group) {
  if (group.relu < 0) return p.in(l.buffer(l.node(group.norm).inputs[1]));
  if (group.add < 0) return p.in(l.buffer(l.node(group.relu).inputs[1]));
  const Node& add = l.node(group.add);
  const int a = p.in(l.buffer(add.inputs[0])), b = p.in(l.buffer(add.inputs[1]));
  return p.inside(Kind::add, {a, b}, a);
}

}  // namespace

bool match_batch_norm_backward(Lowering& l, int last) {
  if (!l.op<BatchNormBackward>(last)) return false;
  BackwardGroup group = find(l, last);
  if (!l.take(group.nodes())) {
    group = {.norm = last};
    if (!l.take(group.nodes())) return false;
  }
  const Node& node = l.node(last);
  Pattern p(l, group.name());
  const int x = p.in(l.buffer(node.inputs[0]));
  int dy = append_gradient(p, l, group);
  if (group.relu >= 0) dy = append_relu_backward(p, l, group, x, dy);
  const int gamma = p.in(l.master(node.inputs[2]));
  const int mean = p.in(l.buffer(node.inputs[3])), rstd = p.in(l.buffer(node.inputs[4]));
  const int dx = p.out(l.buffer(node.outputs[0]));
  const int dgamma = p.out(l.buffer(node.outputs[1])), dbeta = p.out(l.buffer(node.outputs[2]));
  p.append(Kind::batch_norm_backward, {dy, x, gamma, mean, rstd}, {dx, dgamma, dbeta});
  p.emit(last);
  return true;
}

}  // namespace warpmark::nn
