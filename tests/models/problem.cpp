#include "tests/models/problem.h"

#include "harness/hash.h"
#include "models/data/stream.h"

namespace warpmark::nn {
namespace {

constexpr float kNoRate[] = {0};

}  // namespace

ImageSet random_images(Index count, const Shape& image, Index classes) {
  ImageSet set{count, image[0], image[1], image[2], classes, {}, {}};
  const Fill bytes{Fill::Kind::integer, 0, 255};
  const Fill labels{Fill::Kind::integer, 0, static_cast<std::int32_t>(classes) - 1};
  for (Index i = 0; i < count * set.image_bytes(); ++i) {
    set.images.push_back(static_cast<std::uint8_t>(random32(bytes, {1, 1}, i)));
  }
  for (Index i = 0; i < count; ++i) {
    set.labels.push_back(static_cast<std::uint16_t>(random32(labels, {2, 1}, i)));
  }
  return set;
}

State random_state(const Graph& graph) {
  State state = initial_state(graph, 3);
  for (auto& [name, tensor] : state) {
    const double middle = name.ends_with("running_var") ? 1 : 0.2;
    for (std::size_t i = 0; i < tensor.values.size(); ++i) {
      tensor.values[i] =
          middle + 0.5 * random64({}, random_stream(fnv1a(name), 5), static_cast<Index>(i));
    }
  }
  return state;
}

const std::vector<ValueId>& gradients(const Graph& graph) { return graph.nodes.back().inputs; }

OneBatch::OneBatch(const Graph& graph, ImageSet images, const State& state)
    : images_(std::move(images)),
      program_(compile_reference(
          graph, images_,
          {.dtype = DType::fp64, .batch = images_.count, .order = Order::sequential})) {
  loss(state);
}

double OneBatch::loss(const State& state) {
  program_->write(state);
  program_->run({.count = 1, .learning_rate = kNoRate});
  return program_->metrics().loss;
}

}  // namespace warpmark::nn
