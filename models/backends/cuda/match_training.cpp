#include "models/backends/cuda/kernels.h"
#include "models/backends/cuda/matchers.h"

namespace warpmark::nn {
namespace {

/// All of a home as one buffer of so many elements.
int whole(Lowering& l, const char* name, Home home, Storage storage, Index count) {
  const Extents extents{1, count};
  return l.extra({name, storage, extents, extents, home});
}

/// What the optimiser works on, as numbers of buffers.
struct OptimiserBuffers {
  int parameters, velocities, twins = -1, gradients, wide_gradients;

  explicit OptimiserBuffers(Lowering& l) {
    const auto [matrices, vectors] = l.parameter_counts();
    const Index all = matrices + vectors;
    parameters = whole(l, "parameters", Home::parameters, Storage::fp32, all);
    velocities = whole(l, "velocities", Home::velocities, Storage::fp32, all);
    if (l.storage != Storage::fp32) twins = whole(l, "twins", Home::twins, l.storage, all);
    gradients = whole(l, "gradients", Home::gradients, l.storage, matrices);
    wide_gradients = whole(l, "vector gradients", Home::vector_gradients, Storage::fp32, vectors);
  }

  /// Learning rates begin with that of step `step` of a captured graph.
  SgdArrays at(const Addresses& at, Index step) const {
    return {.parameters = at.as<float>(parameters),
            .velocities = at.as<float>(velocities),
            .gradients = at[gradients],
            .wide_gradients = at.as<const float>(wide_gradients),
            .twins = twins < 0 ? nullptr : at[twins],
            .learning_rate = at.as<const float>(Constants::kRates) + step,
            .step = &at.as<const EpochSettings::OnDevice>(Constants::kEpoch)->step};
  }
};

}  // namespace

bool match_loss(Lowering& l, int last) {
  const bool backward = l.op<SoftmaxNllBackward>(last);
  const int forward = backward ? l.producer(l.graph.loss) : last;
  if (!l.op<SoftmaxNll>(forward)) return false;
  if (!l.take(backward ? std::vector<int>{forward, last} : std::vector<int>{last})) return false;
  const Node& node = l.node(forward);
  const int logits = l.buffer(node.inputs[0]), labels = l.buffer(node.inputs[1]);
  const int metrics = l.image_metrics();
  const int dlogits = backward ? l.buffer(l.node(last).outputs[0]) : -1;
  const auto loss = [=, count = l.rows, classes = l.at(logits).logical.c,
                     stored = l.at(logits).stored.c, scale = l.loss_scale(),
                     dtype = l.build.dtype](CudaQueue& queue, const Addresses& at, Index) {
    softmax_loss(queue, dtype, count, classes, stored, at[logits],
                 at.as<const std::int32_t>(labels), scale, at.as<ImageMetrics>(metrics),
                 dlogits < 0 ? nullptr : at[dlogits]);
  };
  const auto sum = [metrics, count = l.rows](CudaQueue& queue, const Addresses& at, Index) {
    add_metrics(queue, at.as<const ImageMetrics>(metrics), count,
                at.as<Totals>(Constants::kTotals));
  };
  std::vector<int> writes = {metrics};
  if (backward) writes.push_back(dlogits);
  l.emit(last, "softmax_loss", loss, {logits, labels}, std::move(writes));
  l.emit_aside(last, "add_metrics", sum, {metrics}, {});
  return true;
}

bool match_sgd(Lowering& l, int last) {
  const auto* op = l.op<Sgd>(last);
  if (!op || !l.take({last})) return false;
  const bool scaled = l.loss_scale() != 1;
  const OptimiserBuffers buffers(l);
  const auto arrays = [=, counts = l.parameter_counts(), scale = l.loss_scale(),
                       momentum = static_cast<float>(op->momentum),
                       dtype = l.build.dtype](const Addresses& at, Index step) {
    SgdArrays arrays = buffers.at(at, step);
    arrays.gradient_dtype = arrays.twin_dtype = dtype;
    arrays.n = counts.first + counts.second;
    arrays.wide = counts.second;
    arrays.momentum = momentum;
    arrays.gradient_scale = scale;
    return arrays;
  };
  if (scaled) {
    const auto find = [=](CudaQueue& queue, const Addresses& at, Index step) {
      find_overflow(queue, arrays(at, step), at.as<std::int32_t>(Constants::kOverflow));
    };
    l.emit(last, "find_overflow", find, {buffers.gradients}, {Constants::kOverflow});
  }
  const auto move = [=](CudaQueue& queue, const Addresses& at, Index step) {
    const auto* overflow = scaled ? at.as<const std::int32_t>(Constants::kOverflow) : nullptr;
    sgd(queue, arrays(at, step), overflow, at.as<Totals>(Constants::kTotals));
  };
  l.emit(last, "sgd", move, {buffers.gradients}, {buffers.parameters});
  return true;
}

}  // namespace warpmark::nn
