#include "models/backends/cuda/kernels.h"
#include "models/backends/cuda/matchers.h"

#include <stdexcept>

namespace warpmark::nn {
namespace {

template <class Op>
Pooling pooling(const Op& op, const Extents& x) {
  return {op.window, op.stride, op.padding, x.n, x.h, x.w, x.c};
}

/// Of convolution → ReLU → max-pool: the convolution, which has a bias, where nothing else reads
/// what the ReLU is given, and nothing but `readers` what it gives. -1: it is not so.
int convolution_before(const Lowering& l, ValueId pooled, const std::vector<int>& readers) {
  const int relu = l.producer(pooled);
  if (!l.op<Relu>(relu) || l.read_outside(pooled, readers)) return -1;
  const int convolution = l.only_producer<Convolution>(l.node(relu).inputs[0], relu);
  return convolution >= 0 && l.node(convolution).inputs.size() == 3 ? convolution : -1;
}

/// Of max-pool backward: the max-pool.
int forward_of(const Lowering& l, int pool_backward) {
  return l.producer(l.node(pool_backward).inputs[1]);
}

void emit_max_pool(Lowering& l, int pool, int x, int bias) {
  const int y = l.buffer(l.node(pool).outputs[0]);
  const int winners = l.winners(l.node(pool).outputs[0]);
  const Pooling what = pooling(*l.op<MaxPool>(pool), l.at(x).stored);
  const auto run = [=, dtype = l.build.dtype](CudaQueue& queue, const Addresses& at, Index) {
    const Activation before{bias < 0 ? nullptr : at[bias], bias >= 0};
    max_pool(queue, what, dtype, at[x], at[y], at.as<std::uint8_t>(winners), before);
  };
  std::vector<int> reads = {x};
  if (bias >= 0) reads.push_back(bias);
  l.emit(pool, bias < 0 ? "max_pool" : "bias_relu_max_pool", run, std::move(reads), {y, winners});
}

/// `last`: the node whose result is wanted: the pool, or the ReLU backward behind it.
void emit_max_pool_backward(Lowering& l, int pool, int last) {
  const Node& node = l.node(pool);
  const int dy = l.buffer(node.inputs[2]), winners = l.winners(node.inputs[1]);
  const int dx = l.buffer(l.node(last).outputs[0]);
  const Pooling what = pooling(*l.op<MaxPoolBackward>(pool), l.at(dx).stored);
  const auto run = [=, dtype = l.build.dtype](CudaQueue& queue, const Addresses& at, Index) {
    max_pool_backward(queue, what, dtype, at[dy], at.as<const std::uint8_t>(winners), at[dx]);
  };
  l.emit(last, pool == last ? "max_pool_backward" : "max_pool_relu_backward", run, {dy, winners},
         {dx});
}

}  // namespace

bool match_convolution_max_pool(Lowering& l, int last) {
  if (!l.op<MaxPool>(last)) return false;
  const ValueId x = l.node(last).inputs[0], y = l.node(last).outputs[0];
  // Where a backward pass follows, it has decided already.
  std::vector<int> readers = l.through_relu(y);
  readers.push_back(last);
  const int convolution = convolution_before(l, x, readers);
  if (convolution < 0) return false;
  const int relu = l.producer(x);
  if (!l.take({convolution, relu, last})) {
    if (readers.size() == 1) return false;
    throw std::logic_error("max-pool of " + l.graph.value(x).name + ": backward without forward");
  }
  const Node& node = l.node(convolution);
  emit_convolution(l, convolution, last);
  emit_max_pool(l, last, l.buffer(node.outputs[0]), l.buffer(node.inputs[2]));
  return true;
}

bool match_max_pool_relu_backward(Lowering& l, int last) {
  if (!l.op<ReluBackward>(last)) return false;
  const Node& relu = l.node(last);
  const int pool = l.only_producer<MaxPoolBackward>(relu.inputs[1], last);
  if (pool < 0 || l.node(pool).inputs[0] != relu.inputs[0]) return false;
  const std::vector<int> readers = {forward_of(l, pool), pool, last};
  if (convolution_before(l, relu.inputs[0], readers) < 0 || !l.take({pool, last})) return false;
  l.go_through_relu(l.node(pool).inputs[1], {pool, last});
  emit_max_pool_backward(l, pool, last);
  return true;
}

bool match_max_pool(Lowering& l, int last) {
  const bool backward = l.op<MaxPoolBackward>(last);
  if (!backward && !l.op<MaxPool>(last)) return false;
  if (!l.take({last})) return false;
  if (backward) {
    emit_max_pool_backward(l, last, last);
  } else {
    emit_max_pool(l, last, l.buffer(l.node(last).inputs[0]), -1);
  }
  return true;
}

bool match_average_pool(Lowering& l, int last) {
  const bool forward = l.op<GlobalAveragePool>(last);
  if (!forward && !l.op<GlobalAveragePoolBackward>(last)) return false;
  if (!l.take({last})) return false;
  const int from = l.buffer(l.node(last).inputs[0]), to = l.buffer(l.node(last).outputs[0]);
  const Extents& map = l.at(forward ? from : to).stored;
  const auto run = [=, what = Averaging{map.n, map.h * map.w, map.c}, dtype = l.build.dtype](
                       CudaQueue& queue, const Addresses& at, Index) {
    (forward ? average_pool : average_pool_backward)(queue, what, dtype, at[from], at[to]);
  };
  l.emit(last, forward ? "global_average_pool" : "global_average_pool_backward", run, {from}, {to});
  return true;
}

}  // namespace warpmark::nn
