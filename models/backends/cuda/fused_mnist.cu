#include "models/backends/cuda/fused_mnist.h"

#include "harness/cuda/buffer.h"
#include "models/backends/cuda/epoch_settings.h"
#include "models/backends/cuda/fused_mnist.cuh"
#include "models/backends/cuda/fused_mnist_network.h"
#include "models/backends/cuda/kernels.h"
#include "models/backends/cuda/replay.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

namespace warpmark::nn {
namespace {

using fused::kClasses;
using fused::kParameters;

template <class T>
DeviceBuffer array(CudaQueue& queue, Index elements) {
  return DeviceBuffer(queue, static_cast<std::size_t>(elements) * sizeof(T));
}

template <class T>
DeviceBuffer on_device(CudaQueue& queue, const std::vector<T>& from) {
  DeviceBuffer memory = array<T>(queue, static_cast<Index>(from.size()));
  copy_to_device(queue, memory.data(), reinterpret_cast<const std::byte*>(from.data()),
                 memory.bytes());
  return memory;
}

class FusedMnist final : public Program {
 public:
  FusedMnist(const Graph& graph, const ImageSet& set, const Build& build)
      : graph_(graph),
        sgd_(optimiser_of(graph_)),
        order_(build.order),
        batch_(build.batch),
        images_in_set_(set.count),
        queue_(cuda_queue(*build.queue)),
        images_(on_device(queue_, set.images)),
        labels_(on_device(queue_, set.labels)),
        settings_(queue_, build.seed, set.count, steps()),
        parameters_(array<float>(queue_, kParameters)),
        velocities_(array<float>(queue_, kParameters)),
        gradient_(array<float>(queue_, kParameters)),
        gradients_(array<float>(queue_, sgd_ ? blocks(batch_) * kParameters : 0)),
        metrics_(array<ImageMetrics>(queue_, batch_)),
        logits_(array<float>(queue_, batch_ * kClasses)),
        totals_(queue_) {
    clear();
    queue_.wait();
    if (sgd_) {
      try_out([this] { enqueue_step(0); });
      epoch_.emplace(queue_, [this] { enqueue(0, steps()); });
      try_out(*epoch_);
    }
  }

  void run(const Steps& steps) override {
    settings_.set(steps);
    if (epoch_ && steps.count == this->steps()) {
      (*epoch_)();
    } else {
      enqueue(steps.first, steps.count);
    }
    last_ = count_at(steps.first + steps.count - 1);
    for (Index step = 0; step < steps.count; ++step) seen_ += count_at(steps.first + step);
  }

  Metrics metrics() override { return totals_.take(std::exchange(seen_, 0)); }

  void write(const State& state) override {
    check_state(graph_, state);
    auto parameters = read_back<float>(parameters_, kParameters);
    auto velocities = read_back<float>(velocities_, kParameters);
    for (const auto& [name, tensor] : state) {
      const bool velocity = name.starts_with(kVelocity);
      const Place place = find(velocity ? name.substr(kVelocity.size()) : name);
      std::ranges::transform(tensor.values,
                             (velocity ? velocities : parameters).begin() + place.offset,
                             [](double value) { return static_cast<float>(value); });
    }
    upload(parameters, parameters_);
    upload(velocities, velocities_);
  }

  State read() override {
    State state;
    add(state, "", parameters_);
    if (sgd_) add(state, kVelocity, velocities_);
    return state;
  }

  Tensor fetch(ValueId value) override {
    if (value == graph_.logits) {
      return tensor({last_, kClasses}, read_back<float>(logits_, last_ * kClasses));
    }
    if (value == graph_.loss) return {{1}, {mean_loss()}};
    if (sgd_) {
      const auto& gradients = graph_.nodes.back().inputs;
      const auto found = std::ranges::find(gradients, value);
      if (found != gradients.end()) {
        const auto parameter = static_cast<std::size_t>(found - gradients.begin());
        return slice(find(graph_.value(graph_.parameters[parameter].value).name), gradient_);
      }
    }
    throw std::invalid_argument("'" + graph_.value(value).name + "' is not kept");
  }

  std::string implementation() const override {
    return "fused: an image a block, weights in shared memory";
  }

 private:
  /// Of a parameter in the arrays of all parameters.
  struct Place {
    Index offset;
    Shape shape;
  };

  /// One a multiprocessor at most: a block fills it.
  Index blocks(Index count) const { return std::min<Index>(count, queue_.multiprocessors()); }
  Index steps() const { return steps_per_epoch(images_in_set_, batch_); }
  Index count_at(Index step) const { return std::min(batch_, images_in_set_ - step * batch_); }

  /// Does for the first time what has more to do then, and forgets what came of it: a kernel is
  /// loaded, which may be impossible while a graph is captured; a graph is prepared for launches.
  template <class Enqueue>
  void try_out(Enqueue&& enqueue) {
    settings_.set({});
    enqueue();
    clear();
    totals_.take(1);
  }

  void clear() {
    for (const DeviceBuffer* memory : {&parameters_, &velocities_}) {
      set_bytes(queue_, memory->data(), 0, memory->bytes());
    }
  }

  void enqueue(Index first, Index count) {
    for (Index step = first; step < first + count; ++step) enqueue_step(step);
  }

  void enqueue_step(Index step) {
    const Index count = count_at(step);
    const fused::Batch batch{images_.as<std::uint8_t>(),
                             labels_.as<std::uint16_t>(),
                             settings_.epoch(),
                             order_ == Order::shuffled,
                             step * batch_,
                             static_cast<int>(count)};
    const fused::PerImage out{metrics_.as<ImageMetrics>(), logits_.as<float>()};
    const auto grid = static_cast<unsigned>(blocks(count));
    if (!sgd_) {
      launch_sharing<fused::Workspace>(queue_, grid, fused::kThreads, fused::predict, batch,
                                       parameters_.as<fused::Parameters>(), out);
      add_metrics(queue_, out.metrics, count, totals_.get());
      return;
    }
    launch_sharing<fused::Workspace>(queue_, grid, fused::kThreads, fused::train, batch,
                                     parameters_.as<fused::Parameters>(), gradients_.as<float>(),
                                     out);
    const fused::Optimiser sgd{parameters_.as<float>(), velocities_.as<float>(),
                               settings_.learning_rate(step), static_cast<float>(sgd_->momentum)};
    launch(queue_, 1 + static_cast<unsigned>(ceil_div(kParameters, fused::kUpdateThreads)),
           fused::kUpdateThreads, fused::update, gradients_.as<float>(), grid,
           gradient_.as<float>(), sgd, out.metrics, count, totals_.get());
  }

  template <class T>
  std::vector<T> read_back(const DeviceBuffer& from, Index elements) {
    std::vector<T> host(static_cast<std::size_t>(elements));
    copy_to_host(queue_, reinterpret_cast<std::byte*>(host.data()), from.data(),
                 host.size() * sizeof(T));
    queue_.wait();
    return host;
  }

  void upload(const std::vector<float>& from, const DeviceBuffer& to) {
    copy_to_device(queue_, to.data(), reinterpret_cast<const std::byte*>(from.data()), to.bytes());
    queue_.wait();
  }

  double mean_loss() {
    const auto metrics = read_back<ImageMetrics>(metrics_, last_);
    double sum = 0;
    for (const ImageMetrics& image : metrics) sum += image.loss;
    return sum / static_cast<double>(last_);
  }

  /// Throws std::invalid_argument for a name that is no parameter's.
  Place find(std::string_view name) const {
    Index offset = 0;
    for (const Persistent& parameter : graph_.parameters) {
      const Value& value = graph_.value(parameter.value);
      if (value.name == name) return {offset, value.shape};
      offset += warpmark::count(value.shape);
    }
    throw std::invalid_argument("'" + std::string(name) + "' is no parameter of this network");
  }

  static Tensor tensor(Shape shape, const std::vector<float>& values) {
    return {std::move(shape), {values.begin(), values.end()}};
  }

  Tensor slice(const Place& place, const DeviceBuffer& of) {
    const auto all = read_back<float>(of, kParameters);
    const auto begin = all.begin() + place.offset;
    return {place.shape, {begin, begin + warpmark::count(place.shape)}};
  }

  void add(State& state, std::string_view prefix, const DeviceBuffer& from) {
    for (const Persistent& parameter : graph_.parameters) {
      const std::string& name = graph_.value(parameter.value).name;
      state[std::string(prefix) + name] = slice(find(name), from);
    }
  }

  const Graph graph_;
  const Sgd* const sgd_;  // null: prediction
  const Order order_;
  const Index batch_, images_in_set_;
  CudaQueue& queue_;
  DeviceBuffer images_, labels_;
  EpochSettings settings_;
  DeviceBuffer parameters_, velocities_, gradient_;  // (kParameters)
  DeviceBuffer gradients_;                           // (blocks, kParameters)
  DeviceBuffer metrics_, logits_;
  MetricsBuffer totals_;
  std::optional<Replay> epoch_;
  Index last_ = 0, seen_ = 0;  // images of the last batch; since metrics() was asked
};

}  // namespace

std::unique_ptr<Program> compile_fused_mnist(const Graph& graph, const ImageSet& set,
                                             const Build& build) {
  require_fused_kernels(graph, build);
  return std::make_unique<FusedMnist>(graph, set, build);
}

}  // namespace warpmark::nn
