#include "models/backends/cuda/kernels.h"
#include "models/backends/cuda/matchers.h"

namespace warpmark::nn {
namespace {

/// Elements of a row: of an image's features, or of a weight's.
Index width(const Buffer& buffer) { return buffer.stored.c * buffer.stored.h * buffer.stored.w; }

void emit(Lowering& l, int node, const char* name, const Product& product) {
  std::vector<int> reads = {product.a, product.b};
  if (product.bias >= 0) reads.push_back(product.bias);
  l.emit(node, {name, product, std::move(reads), {product.d}});
}

void emit_dgrad(Lowering& l, int last) {
  const Node& node = l.node(last);
  const int dy = l.buffer(node.inputs[0]), weight = l.buffer(node.inputs[1]);
  emit(l, last, "linear_dgrad",
       {.a = dy,
        .b = weight,
        .d = l.buffer(node.outputs[0]),
        .storage = l.storage,
        .m = l.rows,
        .n = width(l.at(weight)),
        .k = width(l.at(dy))});
}

void emit_wgrad(Lowering& l, int last) {
  const Node& node = l.node(last);
  const int x = l.buffer(node.inputs[0]), dy = l.buffer(node.inputs[1]);
  emit(l, last, "linear_wgrad",
       {.a = dy,
        .b = x,
        .d = l.buffer(node.outputs[0]),
        .transpose_a = true,
        .storage = l.storage,
        .m = width(l.at(dy)),
        .n = width(l.at(x)),
        .k = l.rows});
  emit_channel_sums(l, last, dy, l.buffer(node.outputs[1]));
}

}  // namespace

bool match_linear(Lowering& l, int last) {
  const bool relu = l.op<Relu>(last);
  const int linear = relu ? l.only_producer<Linear>(l.node(last).inputs[0], last) : last;
  if (!l.op<Linear>(linear)) return false;
  if (!l.take(relu ? std::vector<int>{linear, last} : std::vector<int>{last})) return false;
  const Node& node = l.node(linear);
  const int x = l.buffer(node.inputs[0]), y = l.buffer(l.node(last).outputs[0]);
  emit(l, last, relu ? "linear_relu" : "linear",
       {.a = x,
        .b = l.buffer(node.inputs[1]),
        .d = y,
        .transpose_b = true,
        .bias = l.buffer(node.inputs[2]),
        .relu = relu,
        .storage = l.storage,
        .m = l.rows,
        .n = width(l.at(y)),
        .k = width(l.at(x))});
  return true;
}

bool match_linear_backward(Lowering& l, int last) {
  const bool dgrad = l.op<LinearDgrad>(last);
  if (!dgrad && !l.op<LinearWgrad>(last)) return false;
  if (!l.take({last})) return false;
  (dgrad ? emit_dgrad : emit_wgrad)(l, last);
  return true;
}

void emit_channel_sums(Lowering& l, int node, int x, int sums) {
  const Extents& extents = l.at(x).stored;
  const Index stored = extents.c, rows = extents.count() / stored;
  const Extents parts_extents{stored, column_sum_parts(rows)};
  const int parts = l.extra(
      {.name = "parts of " + l.at(sums).name, .logical = parts_extents, .stored = parts_extents});
  const auto run = [=, dtype = l.build.dtype](CudaQueue& queue, const Addresses& at, Index) {
    column_sum(queue, dtype, rows, stored, at[x], at.as<float>(parts), at.as<float>(sums));
  };
  l.emit(node, "channel_sums", run, {x}, {parts, sums});
}

}  // namespace warpmark::nn
