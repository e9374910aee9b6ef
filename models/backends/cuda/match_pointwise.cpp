#include "models/backends/cuda/kernels.h"
#include "models/backends/cuda/matchers.h"

namespace warpmark::nn {
namespace {

bool match_relu(Lowering& l, int last) {
  if (!l.op<Relu>(last) || !l.take({last})) return false;
  const int x = l.buffer(l.node(last).inputs[0]), y = l.buffer(l.node(last).outputs[0]);
  const auto run = [=, n = l.at(y).stored.count(), dtype = l.build.dtype](
                       CudaQueue& queue, const Addresses& at, Index) {
    relu(queue, dtype, n, at[x], at[y]);
  };
  l.emit(last, "relu", run, {x}, {y});
  return true;
}

}  // namespace

bool match_pointwise(Lowering& l, int last) {
  if (match_relu(l, last)) return true;
  const bool is_add = l.op<Add>(last);
  if (!is_add && !l.op<ReluBackward>(last)) return false;
  if (!l.take({last})) return false;
  const Node& node = l.node(last);
  const int a = l.buffer(node.inputs[0]), b = l.buffer(node.inputs[1]);
  const int y = l.buffer(node.outputs[0]);
  const auto run = [=, n = l.at(y).stored.count(), dtype = l.build.dtype](
                       CudaQueue& queue, const Addresses& at, Index) {
    (is_add ? add : relu_backward)(queue, dtype, n, at[a], at[b], at[y]);
  };
  l.emit(last, is_add ? "add" : "relu_backward", run, {a, b}, {y});
  return true;
}

}  // namespace warpmark::nn
