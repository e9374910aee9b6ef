#include "models/backends/cpu/lanes/program.h"

#include "harness/range.h"
#include "models/backends/cpu/epoch.h"
#include "models/backends/cpu/lanes/kernels.h"
#include "models/backends/cpu/parts.h"
#include "models/backends/cpu/sgd.h"
#include "models/phase.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace warpmark::nn::cpu {
namespace {

constexpr Index kLane = kLanes<float>;

/// What one thread owns. Its arenas are touched by it first.
struct Thread {
  Thread(std::size_t value_bytes, std::size_t gradient_floats, Index image_bytes)
      : values(value_bytes),
        gradients(gradient_floats * sizeof(float)),
        rooms(static_cast<std::size_t>(kLane * image_bytes)) {}

  HostBuffer values, gradients;
  HostBuffer rooms;   // one augmented image a lane
  Tally total, last;  // since metrics(); of the last step
};

/// (pixel, lane): byte / 255 of the lane's image.
void spread(const std::array<const std::uint8_t*, kLane>& images, Index pixels, float* to) {
  using Bytes = VectorOf<std::uint8_t, kLane>::Type;
  for (Index i = 0; i < pixels; ++i, to += kLane) {
    Bytes bytes{};
    for (std::size_t lane = 0; lane < images.size(); ++lane) bytes[lane] = images[lane][i];
    store<Store::cached>(to, __builtin_convertvector(bytes, Vector<float>) / 255.0f);
  }
}

class LanesProgram : public Program {
 public:
  LanesProgram(const Graph& graph, const ImageSet& images, const Build& build);

  void write(const State& state) override { persistents_.write(state); }
  State read() override { return persistents_.read(); }
  void run(const Steps& steps) override;
  Metrics metrics() override;
  Tensor fetch(ValueId value) override;
  std::string implementation() const override {
    return std::string("images in lanes, OpenMP, ") + kLevel;
  }

 private:
  void pass(const Epoch& epoch, Index step, Part part);
  void pass(const Epoch& epoch, Index first, LaneBlock block, Thread& thread) const;
  void gather(const Epoch& epoch, Index first, const LaneBlock& block, Thread& thread,
              std::array<int, kLane>& labels) const;
  void update(float rate, Part part);
  void run_kernels(Phase phase, const LaneBlock& block, const Thread& thread) const;
  /// To tell of a thread's phases: those of the one that measures.
  const Annotations* annotations(const Thread& thread) const {
    return &thread == threads_.data() ? build_.annotations : nullptr;
  }
  Tally last() const;
  Index classes() const { return graph_.value(graph_.logits).shape[0]; }

  const Graph graph_;
  const ImageSet& set_;
  const Build build_;
  Persistents persistents_;
  const LaneKernels kernels_;
  const std::vector<std::uint8_t> blank_;  // the image of a lane without
  std::vector<float> logits_;              // (batch, classes)
  std::vector<Thread> threads_;
  std::vector<const float*> sums_;  // of the threads' gradients
  std::optional<Sgd> optimiser_;
};

LanesProgram::LanesProgram(const Graph& graph, const ImageSet& images, const Build& build)
    : graph_(graph),
      set_(images),
      build_(build),
      persistents_(graph_, {}),
      kernels_(lane_kernels(graph_, persistents_)),
      blank_(static_cast<std::size_t>(set_.image_bytes())),
      logits_(static_cast<std::size_t>(build.batch * classes())),
      optimiser_(optimiser(graph_)) {
  for (int thread = 0; thread < build.threads; ++thread) {
    threads_.emplace_back(kernels_.plan.bytes, persistents_.gradients().size(), set_.image_bytes());
    sums_.push_back(threads_.back().gradients.as<float>());
  }
}

void LanesProgram::run(const Steps& steps) {
  check_steps(steps, set_, build_, optimiser_.has_value());
  const Epoch epoch(set_, build_, steps.epoch);
#pragma omp parallel num_threads(build_.threads)
  for (Index i = 0; i < steps.count; ++i) {
    const Part part = own_part();
    pass(epoch, steps.first + i, part);
#pragma omp barrier
    if (!optimiser_) continue;
    update(steps.learning_rate[static_cast<std::size_t>(i)], part);
#pragma omp barrier
  }
}

/// This thread's images, forward and back.
void LanesProgram::pass(const Epoch& epoch, Index step, Part part) {
  Thread& thread = threads_[static_cast<std::size_t>(part.number)];
  std::fill_n(thread.gradients.as<float>(), persistents_.gradients().size(), 0.0f);
  thread.last = {};
  const Index batch = images_of_step(set_, build_, step);
  const Index blocks = (batch + kLane - 1) / kLane;
  for (Index b = part.begin(blocks); b < part.end(blocks); ++b) {
    const Index done = b * kLane, images = std::min(kLane, batch - done);
    pass(epoch, step * build_.batch + done,
         {thread.values.data(), thread.gradients.as<float>(), nullptr, images, batch,
          logits_.data() + done * classes(), thread.last},
         thread);
  }
  thread.total += thread.last;
}

/// The images first … of the epoch as one block.
void LanesProgram::pass(const Epoch& epoch, Index first, LaneBlock block, Thread& thread) const {
  std::array<int, kLane> labels{};
  block.labels = labels.data();
  gather(epoch, first, block, thread, labels);
  run_kernels(Phase::forward, block, thread);
  if (optimiser_) run_kernels(Phase::backward, block, thread);
}

void LanesProgram::run_kernels(Phase phase, const LaneBlock& block, const Thread& thread) const {
  const Annotations::Range range(annotations(thread), range_of(phase));
  const auto behind = kernels_.kernels.begin() + static_cast<std::ptrdiff_t>(kernels_.forward);
  const bool forward = phase == Phase::forward;
  std::for_each(forward ? kernels_.kernels.begin() : behind,
                forward ? behind : kernels_.kernels.end(),
                [&](const LaneKernel& kernel) { kernel(block); });
}

/// Its pixels, and their labels.
void LanesProgram::gather(const Epoch& epoch, Index first, const LaneBlock& block, Thread& thread,
                          std::array<int, kLane>& labels) const {
  const Annotations::Range range(annotations(thread), range_of(Phase::data));
  std::array<const std::uint8_t*, kLane> pixels;
  pixels.fill(blank_.data());
  for (Index i = 0; i < block.images; ++i) {
    const auto lane = static_cast<std::size_t>(i);
    pixels[lane] =
        epoch.pixels(first + i, thread.rooms.as<std::uint8_t>() + i * set_.image_bytes());
    labels[lane] = epoch.label(first + i);
  }
  spread(pixels, set_.image_bytes(),
         reinterpret_cast<float*>(block.values +
                                  kernels_.plan.offset[static_cast<std::size_t>(graph_.images)]));
}

/// This thread's part of the parameters.
void LanesProgram::update(float rate, Part part) {
  const Annotations::Range range(annotations(threads_[static_cast<std::size_t>(part.number)]),
                                 range_of(Phase::optimizer));
  const Update update{static_cast<float>(optimiser_->momentum), rate,
                      persistents_.parameters().data(), persistents_.velocities().data(),
                      persistents_.gradients().data()};
  const auto vectors = static_cast<Index>(persistents_.parameters().size()) / kLane;
  update.run(part.begin(vectors) * kLane, part.end(vectors) * kLane,
             std::span(sums_).first(static_cast<std::size_t>(part.of)));
}

Tally LanesProgram::last() const {
  Tally sum;
  for (const Thread& thread : threads_) sum += thread.last;
  return sum;
}

Metrics LanesProgram::metrics() {
  Tally sum;
  for (Thread& thread : threads_) sum += std::exchange(thread.total, {});
  return sum.metrics();
}

Tensor LanesProgram::fetch(ValueId value) {
  const Metrics step = last().metrics();
  if (value == graph_.loss) return {{1}, {step.loss}};
  if (value == graph_.correct) return {{1}, {static_cast<double>(step.correct)}};
  if (value != graph_.logits) return persistents_.tensor(value);
  const auto end = logits_.begin() + step.images * classes();
  return {{step.images, classes()}, {logits_.begin(), end}};
}

}  // namespace

bool suits_lanes(const Graph& graph, const Build& build) {
  // As many channels as fill a vector fill a matrix kernel too.
  constexpr Index kFew = 32;
  if (build.dtype != DType::fp32 || build.batch < kLane) return false;
  return std::all_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) {
    if (std::holds_alternative<Convolution>(node.op))
      return graph.value(node.outputs[0]).shape[0] <= kFew;
    return !std::holds_alternative<BatchNorm>(node.op) &&
           !std::holds_alternative<BatchNormInference>(node.op);
  });
}

std::unique_ptr<Program> compile_lanes(const Graph& graph, const ImageSet& images,
                                       const Build& build) {
  return std::make_unique<LanesProgram>(graph, images, build);
}

}  // namespace warpmark::nn::cpu
