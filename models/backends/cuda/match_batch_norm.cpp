#include "models/backends/cuda/kernels.h"
#include "models/backends/cuda/matchers.h"
#include "models/backends/cuda/norm_group.h"
#include "models/backends/cuda/pattern.h"

namespace warpmark::nn {
namespace {

using Kind = CudnnOperation::Kind;

/// y of a batch norm in training; the statistics of the batch and the running ones go outside.
int append_norm(Pattern& p, Lowering& l, const NormGroup& group) {
  const Node& node = l.node(group.norm);
  const auto& op = std::get<BatchNorm>(node.op);
  const int running_mean = l.buffer(node.inputs[3]), running_variance = l.buffer(node.inputs[4]);
  const int x = p.in(l.buffer(node.inputs[0]));
  const std::vector<int> inputs = {x,
                                   p.in(l.master(node.inputs[1])),
                                   p.in(l.master(node.inputs[2])),
                                   p.constant(op.epsilon),
                                   p.in(running_mean),
                                   p.in(running_variance),
                                   p.constant(op.momentum)};
  const bool alone = group.add < 0 && group.relu < 0;
  const int y = alone ? p.out(l.buffer(node.outputs[0])) : p.inside(p.extents(x));
  p.append(Kind::batch_norm, inputs,
           {y, p.out(l.buffer(node.outputs[1])), p.out(l.buffer(node.outputs[2])),
            p.out(running_mean), p.out(running_variance)});
  return y;
}

/// Buffers of the statistics that a map is normalised with: rstd, or variance and epsilon.
struct Statistics {
  int mean, rstd, variance;
  float epsilon;
};

/// A batch norm, and what belongs to its group, whose statistics are there.
void emit_applied(Lowering& l, const NormGroup& group, int last, const char* name,
                  const Statistics& statistics) {
  const Node& node = l.node(group.norm);
  const ValueId result = l.node(last).outputs[0];
  const int x = l.buffer(node.inputs[0]), y = l.buffer(result);
  const int gamma = l.master(node.inputs[1]), beta = l.master(node.inputs[2]);
  const auto [mean, rstd, variance, epsilon] = statistics;
  const int addend = group.add < 0 ? -1 : l.buffer(group.addend);
  const int mask = l.masked(result) ? l.mask(result) : -1;
  const Extents& map = l.at(x).stored;
  const auto run = [=, mean = mean, rstd = rstd, variance = variance, epsilon = epsilon,
                    relu = group.relu >= 0, rows = map.n * map.h * map.w, stored = map.c,
                    dtype = l.build.dtype](CudaQueue& queue, const Addresses& at, Index) {
    apply_batch_norm(queue, dtype,
                     {.gamma = at.as<const float>(gamma),
                      .beta = at.as<const float>(beta),
                      .mean = at.as<const float>(mean),
                      .variance = variance < 0 ? nullptr : at.as<const float>(variance),
                      .rstd = rstd < 0 ? nullptr : at.as<const float>(rstd),
                      .epsilon = epsilon,
                      .relu = relu,
                      .rows = rows,
                      .stored = stored},
                     at[x], addend < 0 ? nullptr : at[addend], at[y],
                     mask < 0 ? nullptr : at.as<std::uint8_t>(mask));
  };
  std::vector<int> reads = {x, gamma, beta, mean, rstd < 0 ? variance : rstd}, writes = {y};
  if (addend >= 0) reads.push_back(addend);
  if (mask >= 0) writes.push_back(mask);
  l.emit(last, name + group.suffix(), run, std::move(reads), std::move(writes));
}

}  // namespace

bool match_batch_norm(Lowering& l, int last) {
  const NormGroup group = find_norm<BatchNorm>(l, last);
  if (group.norm < 0 || !l.take(group.nodes())) return false;
  if (l.has_norm_map(group.norm)) {
    const Node& node = l.node(group.norm);
    emit_applied(l, group, last, "batch_norm_applied",
                 {l.buffer(node.outputs[1]), l.buffer(node.outputs[2]), -1, 0});
    return true;
  }
  Pattern p(l, "batch_norm" + group.suffix());
  int y = append_norm(p, l, group);
  if (group.add >= 0) y = p.inside(Kind::add, {y, p.in(l.buffer(group.addend))}, y);
  if (group.relu >= 0) {
    const ValueId value = l.node(last).outputs[0];
    const int positive = p.out(l.buffer(value));
    p.append(Kind::relu, {y}, {positive});
    if (l.masked(value)) {
      p.append(Kind::greater, {positive, p.constant(0)}, {p.out(l.mask(value))});
    }
  }
  p.emit(last);
  return true;
}

bool match_batch_norm_inference(Lowering& l, int last) {
  const NormGroup group = find_norm<BatchNormInference>(l, last);
  if (group.norm < 0 || !l.take(group.nodes())) return false;
  const Node& node = l.node(group.norm);
  const auto epsilon = static_cast<float>(std::get<BatchNormInference>(node.op).epsilon);
  emit_applied(l, group, last, "batch_norm_inference",
               {l.buffer(node.inputs[3]), -1, l.buffer(node.inputs[4]), epsilon});
  return true;
}

}  // namespace warpmark::nn
