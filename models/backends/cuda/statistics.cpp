#include "models/backends/cuda/statistics.h"

#include "models/backends/cuda/kernels.h"
#include "models/backends/cuda/pattern.h"

#include <algorithm>

namespace warpmark::nn {
namespace {

using Kind = CudnnOperation::Kind;

/// The one reader of a value that is a T; -1: there is none, or several.
template <class T>
int reader(const Lowering& l, ValueId value) {
  int found = -1;
  for (int node : l.readers(value)) {
    if (!l.op<T>(node)) continue;
    if (found >= 0) return -1;
    found = node;
  }
  return found;
}

/// The batch norm of a convolution without bias that nothing else but its backward pass reads.
int norm_behind(const Lowering& l, int convolution) {
  if (l.node(convolution).inputs.size() != 2) return -1;
  const ValueId y = l.node(convolution).outputs[0];
  const int norm = reader<BatchNorm>(l, y);
  const int backward = reader<BatchNormBackward>(l, y);
  return norm >= 0 && !l.read_outside(y, {norm, backward}) ? norm : -1;
}

int convolution_before(const Lowering& l, int norm) {
  const int convolution = l.producer(l.node(norm).inputs[0]);
  return l.op<Convolution>(convolution) && norm_behind(l, convolution) == norm ? convolution : -1;
}

/// The fold of a batch norm; its norm is -1 where there is none.
NormFold find_fold(const Lowering& l, int norm) {
  NormFold fold;
  fold.relu = reader<Relu>(l, l.node(norm).outputs[0]);
  if (fold.relu < 0 || !l.read_by(l.node(norm).outputs[0], fold.relu)) return {};
  const ValueId y = l.node(fold.relu).outputs[0];
  fold.convolution = reader<Convolution>(l, y);
  fold.wgrad = reader<ConvolutionWgrad>(l, y);
  fold.relu_backward = reader<ReluBackward>(l, y);
  if (fold.convolution < 0 || fold.wgrad < 0 || fold.relu_backward < 0) return {};
  if (l.read_outside(y, {fold.convolution, fold.wgrad, fold.relu_backward})) return {};
  const Node& relu_backward = l.node(fold.relu_backward);
  fold.dgrad = l.only_producer<ConvolutionDgrad>(relu_backward.inputs[1], fold.relu_backward);
  fold.norm_backward = reader<BatchNormBackward>(l, relu_backward.outputs[0]);
  if (fold.dgrad < 0 || fold.norm_backward < 0) return {};
  if (!l.read_by(relu_backward.outputs[0], fold.norm_backward)) return {};
  if (l.node(fold.norm_backward).inputs[3] != l.node(norm).outputs[1]) return {};
  fold.norm = norm;
  return fold;
}

/// What a convolution reads in place of a ReLU's output: x·scale + offset, ReLU'd.
int append_prologue(Pattern& p, Lowering& l, int norm) {
  const int x = p.in(l.buffer(l.node(norm).inputs[0]));
  const int scale = p.in(l.norm_map(norm).scale), offset = p.in(l.norm_map(norm).offset);
  const int scaled = p.inside(Kind::multiply, {x, scale}, x);
  return p.inside(Kind::relu, {p.inside(Kind::add, {scaled, offset}, x)}, x);
}

void emit_convolution(Lowering& l, int convolution, int norm_before) {
  const Node& node = l.node(convolution);
  const auto& op = std::get<Convolution>(node.op);
  Pattern p(l, norm_before < 0 ? "convolution_statistics" : "norm_relu_convolution_statistics");
  const int x =
      norm_before < 0 ? p.in(l.buffer(node.inputs[0])) : append_prologue(p, l, norm_before);
  const int weight = p.in(l.buffer(node.inputs[1]));
  const int y = p.out(l.buffer(node.outputs[0]));
  p.convolution(Kind::convolution, x, weight, y, op.stride, op.padding);
  const NormMap& map = l.norm_map(norm_behind(l, convolution));
  const int sums = p.out(map.sums), squares = p.out(map.squares);
  p.append(Kind::statistics, {y}, {sums, squares});
  p.emit(convolution);
}

void emit_finish(Lowering& l, int norm) {
  const Node& node = l.node(norm);
  const auto& op = std::get<BatchNorm>(node.op);
  const NormMap map = l.norm_map(norm);
  const int gamma = l.master(node.inputs[1]), beta = l.master(node.inputs[2]);
  const int running_mean = l.buffer(node.inputs[3]), running_variance = l.buffer(node.inputs[4]);
  const int mean = l.buffer(node.outputs[1]), rstd = l.buffer(node.outputs[2]);
  const Extents& x = l.at(l.buffer(node.inputs[0])).stored;
  const auto run = [=, stored = x.c, count = x.count() / x.c,
                    epsilon = static_cast<float>(op.epsilon),
                    momentum = static_cast<float>(op.momentum),
                    dtype = l.build.dtype](CudaQueue& queue, const Addresses& at, Index) {
    finish_batch_norm(queue, dtype,
                      {.sums = at.as<const float>(map.sums),
                       .squares = at.as<const float>(map.squares),
                       .gamma = at.as<const float>(gamma),
                       .beta = at.as<const float>(beta),
                       .epsilon = epsilon,
                       .momentum = momentum,
                       .count = count,
                       .stored = stored},
                      {.mean = at.as<float>(mean),
                       .rstd = at.as<float>(rstd),
                       .running_mean = at.as<float>(running_mean),
                       .running_variance = at.as<float>(running_variance),
                       .scale = at[map.scale],
                       .offset = at[map.offset]});
  };
  l.emit(norm, "batch_norm_finish", run, {map.sums, map.squares, gamma, beta},
         {mean, rstd, running_mean, running_variance, map.scale, map.offset});
}

void emit_wgrad(Lowering& l, const NormFold& fold) {
  const Node& node = l.node(fold.wgrad);
  const auto& op = std::get<ConvolutionWgrad>(node.op);
  Pattern p(l, "norm_relu_wgrad");
  const int x = append_prologue(p, l, fold.norm), dy = p.in(l.buffer(node.inputs[1]));
  p.convolution(Kind::wgrad, dy, x, p.out(l.buffer(node.outputs[0])), op.stride, op.padding);
  p.emit(fold.wgrad);
}

/// The gradient of the batch norm's input: from that of the convolution's output to that of the
/// ReLU's input with the sums over it, and then dx = a·dy + b·x + c.
void emit_backward(Lowering& l, const NormFold& fold) {
  const Node &dgrad = l.node(fold.dgrad), &backward = l.node(fold.norm_backward);
  const auto& op = std::get<ConvolutionDgrad>(dgrad.op);
  const int x = l.buffer(backward.inputs[0]), dx = l.buffer(backward.outputs[0]);
  const int dy = l.buffer(l.node(fold.relu_backward).outputs[0]);
  std::array<int, 3> abc{};
  for (std::size_t i = 0; i < abc.size(); ++i) {
    Buffer vector = l.at(l.buffer(backward.inputs[3]));
    vector.name = l.at(dx).name + ", factor " + std::to_string(i + 1);
    abc[i] = l.extra(std::move(vector));
  }
  Pattern p(l, "dgrad_relu_norm_weights");
  const int from = p.in(l.buffer(dgrad.inputs[0])), weight = p.in(l.buffer(dgrad.inputs[1]));
  const int image = p.in(x), mean = p.in(l.buffer(backward.inputs[3]));
  const int rstd = p.in(l.buffer(backward.inputs[4])), gamma = p.in(l.master(backward.inputs[2]));
  const int beta = p.in(l.master(l.node(fold.norm).inputs[2]));
  const int gradient = p.inside(p.extents(image));
  p.convolution(Kind::dgrad, from, weight, gradient, op.stride, op.padding);
  int y = p.inside(Kind::subtract, {image, mean}, image);
  for (int factor : {rstd, gamma}) y = p.inside(Kind::multiply, {y, factor}, image);
  y = p.inside(Kind::add, {y, beta}, image);
  const int through_relu = p.out(dy);
  p.append(Kind::relu_backward, {gradient, y}, {through_relu});
  const int dgamma = p.out(l.buffer(backward.outputs[1]));
  const int dbeta = p.out(l.buffer(backward.outputs[2]));
  const int a = p.out(abc[0]), b = p.out(abc[1]), c = p.out(abc[2]);
  p.append(Kind::batch_norm_weights, {through_relu, image, gamma, mean, rstd},
           {dgamma, dbeta, a, b, c});
  p.emit(fold.norm_backward);

  const Extents& map = l.at(x).stored;
  const auto run = [=, rows = map.n * map.h * map.w, stored = map.c, dtype = l.build.dtype](
                       CudaQueue& queue, const Addresses& at, Index) {
    end_batch_norm_backward(queue, dtype,
                            {at.as<const float>(abc[0]), at.as<const float>(abc[1]),
                             at.as<const float>(abc[2]), rows, stored},
                            at[dy], at[x], at[dx]);
  };
  l.emit(fold.norm_backward, "batch_norm_backward_end", run, {dy, x, abc[0], abc[1], abc[2]}, {dx});
}

}  // namespace

NormStatistics::NormStatistics(const Lowering& l, std::size_t from_bytes) {
  for (int node = 0; node < static_cast<int>(l.graph.nodes.size()); ++node) {
    if (!l.op<BatchNorm>(node) || convolution_before(l, node) < 0) continue;
    const Value& x = l.graph.value(l.node(node).inputs[0]);
    if (bytes(l.storage, l.rows * count(x.shape)) < from_bytes) continue;
    const NormFold fold = find_fold(l, node);
    if (fold.norm < 0 || norm_behind(l, fold.convolution) < 0) continue;
    folds.emplace(node, fold);
    norms.insert(node);
    norms.insert(norm_behind(l, fold.convolution));
  }
}

void fold_statistics(Lowering& l, std::size_t from_bytes) {
  const NormStatistics statistics(l, from_bytes);
  for (int norm : statistics.norms) l.add_norm_map(norm);
  for (int norm : statistics.norms) {
    const int convolution = convolution_before(l, norm);
    const int relu = l.producer(l.node(convolution).inputs[0]);
    const int norm_before = l.op<Relu>(relu) ? l.producer(l.node(relu).inputs[0]) : -1;
    emit_convolution(l, convolution, statistics.folds.count(norm_before) ? norm_before : -1);
    emit_finish(l, norm);
    l.take_apart(convolution);
  }
  for (const auto& [norm, fold] : statistics.folds) {
    emit_wgrad(l, fold);
    emit_backward(l, fold);
    for (int node :
         {fold.norm, fold.relu, fold.wgrad, fold.dgrad, fold.relu_backward, fold.norm_backward}) {
      l.take_apart(node);
    }
  }
}

}  // namespace warpmark::nn
