#include "models/backends/reference/reference.h"

#include "harness/error.h"
#include "harness/parallel.h"
#include "models/backends/reference/loops.h"
#include "models/data/augment.h"
#include "models/data/permutation.h"
#include "models/ops.h"

#include <algorithm>
#include <stdexcept>

namespace warpmark::nn {
namespace reference {

void each(Index n, int threads, const std::function<void(Index)>& body) {
  const auto range = [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) body(i);
  };
  threads == 1 ? range(0, n) : parallel_ranges(n, threads, 1, range);
}

namespace {

class ReferenceProgram : public Program {
 public:
  ReferenceProgram(const Graph& graph, const ImageSet& images, const Build& build, Disturb disturb);

  void write(const State& state) override;
  State read() override;
  void run(const Steps& steps) override;
  Metrics metrics() override;
  Tensor fetch(ValueId value) override;
  std::string implementation() const override { return "reference: loops in fp64"; }

 private:
  Array& array(ValueId id) { return arrays_.at(static_cast<std::size_t>(id)); }
  Array& array(const Persistent& p) { return array(p.value); }
  Operands operands(const Node& node);
  std::map<std::string, Array*> state();
  void gather(Index epoch, Index step);
  void gather(Index epoch, Index image, Index to);
  void disturb(ValueId id);

  Graph graph_;
  const ImageSet& images_;
  Build build_;
  Disturb disturb_;  // may be none
  bool trains_;
  std::vector<Array> arrays_;  // of each value
  Optimised optimised_;
  Metrics sums_;  // with the loss of all images, not their mean
};

Array make_array(const Shape& shape, Index images) {
  return {shape, images, std::vector<double>(static_cast<std::size_t>(images * count(shape)))};
}

bool has_optimiser(const Graph& graph) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(),
                     [](const Node& node) { return std::holds_alternative<Sgd>(node.op); });
}

void check(const Graph& graph, const ImageSet& images, const Build& build) {
  if (build.dtype != DType::fp64) throw Unsupported("the reference computes in fp64 alone");
  const Shape image{images.channels, images.height, images.width};
  if (graph.value(graph.images).shape != image) {
    throw std::invalid_argument("the network takes images " + str(graph.value(graph.images).shape) +
                                ", not " + str(image));
  }
  if (graph.value(graph.logits).shape[0] < images.classes) {
    throw std::invalid_argument("the images have more classes than the network");
  }
}

ReferenceProgram::ReferenceProgram(const Graph& graph, const ImageSet& images, const Build& build,
                                   Disturb disturb)
    : graph_(graph),
      images_(images),
      build_(build),
      disturb_(std::move(disturb)),
      trains_(has_optimiser(graph)) {
  check(graph, images, build);
  for (const Value& value : graph.values) {
    arrays_.push_back(make_array(value.shape, value.batched ? build.batch : 1));
  }
  for (const Persistent& p : graph.parameters) {
    optimised_.parameters.push_back(&array(p));
    optimised_.velocities.push_back(make_array(array(p).shape, 1));
  }
}

std::map<std::string, Array*> ReferenceProgram::state() {
  std::map<std::string, Array*> state;
  for (const auto* persistent : {&graph_.parameters, &graph_.statistics}) {
    for (const Persistent& p : *persistent) state[graph_.value(p.value).name] = &array(p);
  }
  for (std::size_t i = 0; trains_ && i < graph_.parameters.size(); ++i) {
    const std::string& name = graph_.value(graph_.parameters[i].value).name;
    state[kVelocity + name] = &optimised_.velocities[i];
  }
  return state;
}

void ReferenceProgram::write(const State& state) {
  check_state(graph_, state);
  for (const auto& [name, array] : this->state()) {
    const auto given = state.find(name);
    if (given != state.end()) array->data = given->second.values;
  }
}

State ReferenceProgram::read() {
  State state;
  for (const auto& [name, array] : this->state()) state[name] = {array->shape, array->data};
  return state;
}

void ReferenceProgram::gather(Index epoch, Index image, Index to) {
  const Index height = images_.height, width = images_.width;
  const std::uint8_t* from = images_.images.data() + image * images_.image_bytes();
  const CropFlip crop = build_.augmentation == Augmentation::crop_flip
                            ? crop_flip(build_.seed, epoch, image)
                            : CropFlip{};
  double* pixel = array(graph_.images).image(to);
  for (Index c = 0; c < images_.channels; ++c) {
    for (Index y = 0; y < height; ++y) {
      for (Index x = 0; x < width; ++x) {
        const Index source = crop.source(y, x, height, width);
        *pixel++ = source < 0 ? 0 : from[c * height * width + source] / 255.0;
      }
    }
  }
  array(graph_.labels)[to] = images_.labels[static_cast<std::size_t>(image)];
}

void ReferenceProgram::gather(Index epoch, Index step) {
  const Index begin = step * build_.batch, end = std::min(begin + build_.batch, images_.count);
  if (begin < 0 || begin >= end) {
    throw std::invalid_argument("an epoch has no step " + std::to_string(step));
  }
  for (std::size_t v = 0; v < arrays_.size(); ++v) {
    if (graph_.values[v].batched) arrays_[v].images = end - begin;
  }
  const Permutation shuffled(build_.seed, epoch, images_.count);
  for (Index i = begin; i < end; ++i) {
    gather(epoch, build_.order == Order::shuffled ? shuffled(i) : i, i - begin);
  }
}

void ReferenceProgram::disturb(ValueId id) {
  if (!disturb_ || !graph_.value(id).batched) return;
  Array& values = array(id);
  disturb_({values.data.data(), static_cast<std::size_t>(values.images * values.size())});
}

Operands ReferenceProgram::operands(const Node& node) {
  Operands operands{{}, {}, &optimised_, build_.threads};
  for (ValueId id : node.inputs) operands.in.push_back(&array(id));
  for (ValueId id : node.outputs) operands.out.push_back(&array(id));
  return operands;
}

void ReferenceProgram::run(const Steps& steps) {
  if (trains_ && static_cast<Index>(steps.learning_rate.size()) != steps.count) {
    throw std::invalid_argument("each step of training needs a learning rate");
  }
  for (Index i = 0; i < steps.count; ++i) {
    gather(steps.epoch, steps.first + i);
    disturb(graph_.images);
    if (trains_) optimised_.learning_rate = steps.learning_rate[static_cast<std::size_t>(i)];
    for (const Node& node : graph_.nodes) {
      std::visit([&](const auto& op) { reference::run(op, operands(node)); }, node.op);
      for (ValueId output : node.outputs) disturb(output);
    }
    const Index images = array(graph_.images).images;
    sums_.loss += array(graph_.loss)[0] * static_cast<double>(images);
    sums_.correct += static_cast<Index>(array(graph_.correct)[0]);
    sums_.images += images;
  }
}

Metrics ReferenceProgram::metrics() {
  Metrics metrics = std::exchange(sums_, {});
  if (metrics.images > 0) metrics.loss /= static_cast<double>(metrics.images);
  return metrics;
}

Tensor ReferenceProgram::fetch(ValueId id) {
  if (id < 0 || static_cast<std::size_t>(id) >= arrays_.size()) {
    throw std::invalid_argument("the network has no value " + std::to_string(id));
  }
  Array& from = array(id);
  Tensor tensor{from.shape, {from.data.begin(), from.data.begin() + from.images * from.size()}};
  if (graph_.value(id).batched) tensor.shape.insert(tensor.shape.begin(), from.images);
  return tensor;
}

}  // namespace
}  // namespace reference

std::unique_ptr<Program> compile_reference(const Graph& graph, const ImageSet& images,
                                           const Build& build) {
  return compile_disturbed_reference(graph, images, build, {});
}

std::unique_ptr<Program> compile_disturbed_reference(const Graph& graph, const ImageSet& images,
                                                     const Build& build, Disturb disturb) {
  return std::make_unique<reference::ReferenceProgram>(graph, images, build, std::move(disturb));
}

}  // namespace warpmark::nn
