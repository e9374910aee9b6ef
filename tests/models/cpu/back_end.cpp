#include "tests/models/cpu/back_end.h"

#include "tests/models/problem.h"

#include <cmath>

namespace warpmark::nn::cpu {
namespace {

/// Strides and windows that leave pixels over, a window that overlaps, features of several pixels.
Graph plain(Builder::Mode mode) {
  Builder b({3, 13, 11}, mode);
  ValueId x = b.relu(b.convolution(b.images(), "a", 5, {.size = 3, .stride = 2, .padding = 1}));
  x = b.max_pool(x, {.size = 3, .stride = 2, .padding = 1});
  x = b.relu(b.convolution(x, "b", 19, {.size = 2}));
  x = b.relu(b.linear(x, "c", 9));
  return b.finish(b.linear(x, "d", 4));
}

/// Sums without batch norm, a pooling whose windows tile, an average.
Graph sums(Builder::Mode mode) {
  Builder b({2, 10, 6}, mode);
  const ValueId stem = b.convolution(b.images(), "stem", 6, {.size = 5, .padding = 2});
  ValueId x = b.max_pool(b.relu(stem), {.size = 2, .stride = 2});
  x = b.relu(b.add(b.convolution(x, "left", 6, {.size = 3, .padding = 1}), x));
  x = b.add(b.convolution(x, "right", 6, {.size = 7, .padding = 3}), x);
  return b.finish(b.linear(b.global_average_pool(x), "fc", 5));
}

ValueId block(Builder& b, ValueId x, const std::string& name, Index channels, Index stride) {
  using enum Builder::Bias;
  ValueId y = b.convolution(x, name + ".1", channels, {3, stride, 1}, without);
  y = b.relu(b.batch_norm(y, name + ".n1"));
  y = b.batch_norm(b.convolution(y, name + ".2", channels, {3, 1, 1}, without), name + ".n2");
  if (stride > 1) {
    x = b.batch_norm(b.convolution(x, name + ".d", channels, {1, stride, 0}, without),
                     name + ".nd");
  }
  return b.relu(b.add(y, x));
}

/// A residual network whose channels fill no vector.
Graph residual(Builder::Mode mode) {
  Builder b({3, 21, 17}, mode);
  ValueId x = b.convolution(b.images(), "stem", 20, {7, 2, 3}, Builder::Bias::without);
  x = b.max_pool(b.relu(b.batch_norm(x, "norm")), {.size = 3, .stride = 2, .padding = 1});
  x = block(b, block(b, x, "one", 20, 1), "two", 37, 2);
  return b.finish(b.linear(b.global_average_pool(x), "fc", 5));
}

}  // namespace

const std::vector<SmallNetwork>& small_networks() {
  static const std::vector<SmallNetwork> all{{"plain", {3, 13, 11}, 4, plain, false},
                                             {"sums", {2, 10, 6}, 5, sums, false},
                                             {"residual", {3, 21, 17}, 5, residual, true}};
  return all;
}

State start(const Graph& graph) {
  State state = random_state(graph);
  for (auto& [name, tensor] : initial_state(graph, 3)) {
    if (tensor.shape.size() > 1) state[name] = tensor;
  }
  return state;
}

double distance(const Tensor& a, const Tensor& b) {
  EXPECT_EQ(a.shape, b.shape);
  double squares = 0, norm = 0;
  for (std::size_t i = 0; i < b.values.size(); ++i) {
    squares += (a.values.at(i) - b.values[i]) * (a.values.at(i) - b.values[i]);
    norm += b.values[i] * b.values[i];
  }
  return squares == 0 ? 0 : std::sqrt(squares / norm);
}

std::vector<float> rates(Index steps, float rate) {
  return std::vector<float>(static_cast<std::size_t>(steps), rate);
}

}  // namespace warpmark::nn::cpu
