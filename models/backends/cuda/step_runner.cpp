#include "models/backends/cuda/step_runner.h"

#include "harness/range.h"

#include <algorithm>
#include <stdexcept>

namespace warpmark::nn {
namespace {

template <class T>
DeviceBuffer on_device(CudaQueue& queue, const std::vector<T>& from) {
  DeviceBuffer memory(queue, from.size() * sizeof(T));
  copy_to_device(queue, memory.data(), reinterpret_cast<const std::byte*>(from.data()),
                 memory.bytes());
  return memory;
}

}  // namespace

StepRunner::StepRunner(const Graph& graph, const ImageSet& images, const Build& build,
                       std::shared_ptr<Vendor> vendor, const Tuning& tuning)
    : build_(build),
      steps_of_graph_(tuning.steps_of_graph),
      queue_(cuda_queue(*build.queue)),
      beside_(queue_.ordinal()),
      vendor_(std::move(vendor)),
      whole_steps_(images.count / build.batch),
      batches_(make_batches(graph, images, tuning)),
      memory_(queue_, lowered(), arena_bytes()),
      images_(on_device(queue_, images.images)),
      labels_(on_device(queue_, images.labels)),
      overflow_(queue_, sizeof(std::int32_t)),
      settings_(queue_, build.seed, images.count, steps_per_epoch(images.count, build.batch)),
      totals_(queue_),
      last_(batches_.front().get()) {
  place();
  try_out([this](Batches& batches, Index first) {
    settings_.go_to(first);
    batches.plan.enqueue(0);
    settings_.advance(1);
  });
  for (const auto& batches : batches_) capture(*batches);
  try_out([this](Batches& batches, Index first) {
    for (auto* graph : {&batches.one, &batches.several}) {
      settings_.go_to(first);
      if (*graph) (**graph)();
    }
  });
}

std::vector<std::unique_ptr<Batches>> StepRunner::make_batches(const Graph& graph,
                                                               const ImageSet& images,
                                                               const Tuning& tuning) {
  std::vector<std::unique_ptr<Batches>> all;
  for (Index rows : {whole_steps_ > 0 ? build_.batch : 0, images.count % build_.batch}) {
    if (rows == 0) continue;
    all.push_back(
        std::make_unique<Batches>(graph, images, build_, rows, tuning, *vendor_, queue_, beside_));
  }
  if (all.empty()) throw std::invalid_argument("there are no images to run on");
  return all;
}

std::vector<const Lowered*> StepRunner::lowered() const {
  std::vector<const Lowered*> all;
  for (const auto& batches : batches_) all.push_back(&batches->plan.lowered());
  return all;
}

std::size_t StepRunner::arena_bytes() const {
  std::size_t bytes = 0;
  for (const auto& batches : batches_) bytes = std::max(bytes, batches->plan.arena_bytes());
  return bytes;
}

void StepRunner::place() {
  Homes homes{memory_.begin()};
  const auto constant = [&](int number, const void* address) {
    homes.constants[static_cast<std::size_t>(number)] =
        static_cast<std::byte*>(const_cast<void*>(address));
  };
  constant(Constants::kImages, images_.data());
  constant(Constants::kLabels, labels_.data());
  constant(Constants::kEpoch, settings_.epoch());
  constant(Constants::kRates, settings_.learning_rate(0));
  constant(Constants::kTotals, totals_.get());
  constant(Constants::kOverflow, overflow_.data());
  for (const auto& batches : batches_) batches->plan.place(homes);
}

/// Does for the first time what has more to do then, with the first step of each batch size, and
/// forgets what came of it: a kernel is loaded, which may be impossible while a graph is captured;
/// a graph is prepared for launches.
void StepRunner::try_out(const std::function<void(Batches&, Index first)>& enqueue) {
  memory_.clear();
  settings_.set({});
  for (std::size_t i = 0; i < batches_.size(); ++i)
    enqueue(*batches_[i], i == 0 ? 0 : whole_steps_);
  memory_.clear();
  totals_.take(1);
}

void StepRunner::capture(Batches& batches) {
  if (build_.annotations) return;
  const auto steps = [&](Index count) {
    return [this, &batches, count] {
      for (Index step = 0; step < count; ++step) batches.plan.enqueue(step);
      settings_.advance(count);
    };
  };
  batches.one.emplace(queue_, steps(1));
  if (batches.rows == build_.batch && whole_steps_ >= steps_of_graph_) {
    batches.several.emplace(queue_, steps(steps_of_graph_));
  }
}

void StepRunner::run(const Steps& steps) {
  settings_.set(steps);
  if (steps.first != next_) settings_.go_to(steps.first);
  next_ = steps.first + steps.count;
  for (Index step = steps.first; step < next_;) step += enqueue_some(step, next_ - step);
}

/// Enqueues the step, and more at once where that can be; returns how many.
Index StepRunner::enqueue_some(Index step, Index most) {
  Batches& batches = step < whole_steps_ ? *batches_.front() : *batches_.back();
  last_ = &batches;
  const bool several = batches.several && std::min(most, whole_steps_ - step) >= steps_of_graph_;
  const Index count = several ? steps_of_graph_ : 1;
  seen_ += count * batches.rows;
  if (build_.annotations) {
    enqueue_phases(batches);
  } else {
    several ? (*batches.several)() : (*batches.one)();
  }
  return count;
}

void StepRunner::enqueue_phases(Batches& batches) {
  for (Phase phase : {Phase::data, Phase::forward, Phase::backward, Phase::optimizer}) {
    const Annotations::Range range(build_.annotations, range_of(phase));
    batches.plan.enqueue(phase, 0);
  }
  settings_.advance(1);
}

std::vector<ImageMetrics> StepRunner::last_metrics() {
  std::vector<ImageMetrics> metrics(static_cast<std::size_t>(last_->rows));
  copy_to_host(queue_, reinterpret_cast<std::byte*>(metrics.data()),
               last_->plan.address(last_->plan.lowered().image_metrics),
               metrics.size() * sizeof(ImageMetrics));
  queue_.wait();
  return metrics;
}

}  // namespace warpmark::nn
