#include "models/backends/cuda/lowering.h"

#include "models/backends/cuda/kernels.h"

#include <algorithm>
#include <stdexcept>

namespace warpmark::nn {
namespace {

std::size_t index(int i) { return static_cast<std::size_t>(i); }

/// The network's extents of a value, each padded to what is stored.
Buffer describe(const Value& value, Index rows, Storage storage, Storage activations) {
  Shape shape = value.shape;
  shape.resize(std::max<std::size_t>(shape.size(), 3), 1);
  const Extents logical{value.batched ? rows : 1, shape[0], shape[1], shape[2]};
  Extents stored = logical;
  stored.c = padded_channels(activations, logical.c);
  return {value.name, storage, logical, stored};
}

}  // namespace

Lowering::Lowering(const Graph& graph, const ImageSet& images, const Build& build, Index rows)
    : graph(graph),
      images(images),
      build(build),
      rows(rows),
      storage(nn::storage(build.dtype)),
      producer_(graph.values.size(), -1),
      readers_(graph.values.size()),
      taken_(graph.nodes.size()) {
  result_.buffer_of.assign(graph.values.size(), -1);
  if (build.dtype == DType::fp16) result_.loss_scale = kFp16LossScale;
  for (const char* name : {"image set", "label set", "epoch", "rates", "totals", "overflow"}) {
    extra({.name = name, .home = Home::constants});
  }
  for (int n = 0; n < static_cast<int>(graph.nodes.size()); ++n) {
    for (ValueId value : node(n).inputs) readers_[index(value)].push_back(n);
    for (ValueId value : node(n).outputs) producer_[index(value)] = n;
  }
  arrange_parameters();
  arrange_statistics();
}

bool Lowering::read_by(ValueId value, int reader) const {
  if (value == graph.logits || value == graph.loss || value == graph.correct) return false;
  return std::all_of(readers_[index(value)].begin(), readers_[index(value)].end(),
                     [&](int n) { return n == reader; });
}

bool Lowering::read_outside(ValueId value, const std::vector<int>& nodes) const {
  if (value == graph.logits || value == graph.loss || value == graph.correct) return true;
  return std::any_of(readers_[index(value)].begin(), readers_[index(value)].end(), [&](int n) {
    return std::find(nodes.begin(), nodes.end(), n) == nodes.end();
  });
}

int Lowering::buffer(ValueId value) {
  int& known = result_.buffer_of[index(value)];
  if (known >= 0) return known;
  const Value& what = graph.value(value);
  Buffer buffer = describe(what, rows, what.batched ? storage : Storage::fp32, storage);
  if (value == graph.labels) {
    buffer.storage = Storage::int32;
    buffer.stored = buffer.logical;
  }
  buffer.kept = value == graph.logits;
  return known = extra(std::move(buffer));
}

int Lowering::beside(ValueId value, std::map<ValueId, int>& known, const char* what,
                     Storage storage) {
  const auto found = known.find(value);
  if (found != known.end()) return found->second;
  Buffer buffer = at(this->buffer(value));
  buffer.name += what;
  buffer.storage = storage;
  buffer.kept = false;
  return known[value] = extra(std::move(buffer));
}

int Lowering::mask(ValueId y) { return beside(y, masks_, " > 0", Storage::bit); }

int Lowering::winners(ValueId y) { return beside(y, winners_, ", where from", Storage::byte); }

std::vector<int> Lowering::through_relu(ValueId y) const {
  const auto found = through_relu_.find(y);
  return found == through_relu_.end() ? std::vector<int>{} : found->second;
}

void Lowering::add_norm_map(int norm) {
  const Value& mean = graph.value(node(norm).outputs[1]);
  const auto vector = [&](const char* what, Storage storage) {
    Buffer buffer = describe(mean, rows, storage, this->storage);
    buffer.name += what;
    return extra(std::move(buffer));
  };
  norm_maps_[norm] = {vector(", sums", Storage::fp32), vector(", squares", Storage::fp32),
                      vector(", scale", storage), vector(", offset", storage)};
}

int Lowering::image_metrics() {
  if (result_.image_metrics < 0) {
    const Extents extents{rows, 2};
    result_.image_metrics = extra({.name = "image metrics",
                                   .storage = Storage::int32,
                                   .logical = extents,
                                   .stored = extents,
                                   .kept = true});
  }
  return result_.image_metrics;
}

int Lowering::extra(Buffer buffer) {
  result_.buffers.push_back(std::move(buffer));
  return static_cast<int>(result_.buffers.size()) - 1;
}

bool Lowering::take(const std::vector<int>& nodes) {
  const int last = nodes.back();
  for (int n : nodes) {
    if (taken(n)) return false;
    for (ValueId value : node(n).outputs) {
      for (int reader : readers_[index(value)]) {
        const bool member = std::find(nodes.begin(), nodes.end(), reader) != nodes.end();
        if (!member && reader < last) return false;
      }
    }
  }
  for (int n : nodes) taken_[index(n)] = true;
  return true;
}

void Lowering::emit(int n, Kernel kernel) {
  kernel.phase = phase_of(graph, node(n));
  kernel.aside = op<ConvolutionWgrad>(n) || op<LinearWgrad>(n);
  kernels_[n].push_back(std::move(kernel));
}

void Lowering::emit(int node, std::string name, Own own, std::vector<int> reads,
                    std::vector<int> writes) {
  emit(node, {std::move(name), std::move(own), std::move(reads), std::move(writes)});
}

Kernel Lowering::gather() {
  const int x = buffer(graph.images), labels = buffer(graph.labels);
  BatchOfSet batch;
  batch.channels = images.channels;
  batch.height = images.height;
  batch.width = images.width;
  batch.shuffled = build.order == Order::shuffled;
  batch.crop_flip = build.augmentation == Augmentation::crop_flip;
  batch.seed = build.seed;
  batch.count = rows;
  batch.whole = build.batch;
  const auto run = [=, stored = at(x).stored.c, dtype = build.dtype](
                       CudaQueue& queue, const Addresses& at, Index step) {
    BatchOfSet of_step = batch;
    of_step.images = at.as<const std::uint8_t>(Constants::kImages);
    of_step.labels = at.as<const std::uint16_t>(Constants::kLabels);
    of_step.epoch = at.as<const EpochSettings::OnDevice>(Constants::kEpoch);
    of_step.first = step * of_step.whole;
    of_step.overflow = at.as<std::int32_t>(Constants::kOverflow);
    nn::gather(queue, of_step, dtype, stored, at[x], at.as<std::int32_t>(labels));
  };
  return {"gather", Own(run), {Constants::kEpoch}, {x, labels, Constants::kOverflow}, Phase::data};
}

void Lowering::emit_aside(int node, std::string name, Own own, std::vector<int> reads,
                          std::vector<int> writes) {
  emit(node, std::move(name), std::move(own), std::move(reads), std::move(writes));
  kernels_[node].back().aside = true;
}

Lowered Lowering::finish() {
  std::vector<Kernel>& kernels = result_.kernels;
  kernels.push_back(gather());
  for (auto& [node, emitted] : kernels_) {
    std::move(emitted.begin(), emitted.end(), std::back_inserter(kernels));
  }
  std::vector<bool> written;
  for (const Buffer& buffer : result_.buffers) written.push_back(buffer.home != Home::arena);
  for (const Kernel& kernel : kernels) {
    for (int buffer : kernel.reads) {
      if (written[index(buffer)]) continue;
      throw std::logic_error(kernel.name + " reads '" + result_.buffers[index(buffer)].name +
                             "', which nothing wrote");
    }
    for (int buffer : kernel.writes) written[index(buffer)] = true;
  }
  return std::move(result_);
}

}  // namespace warpmark::nn
