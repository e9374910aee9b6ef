#include "tests/models/small_networks.h"

namespace warpmark::nn {
namespace {

using Mode = Builder::Mode;

/// As mnist_cnn, smaller: bias, ReLU and max-pool behind convolutions; fully connected layers.
Graph plain(Mode mode) {
  Builder b({1, 12, 10}, mode);
  ValueId x = b.convolution(b.images(), "conv1", 3, {.size = 3});
  x = b.max_pool(b.relu(x), {.size = 2, .stride = 2});
  x = b.convolution(x, "conv2", 5, {.size = 3, .padding = 1});
  x = b.max_pool(b.relu(x), {.size = 2, .stride = 2});
  x = b.relu(b.linear(x, "fc1", 7));
  return b.finish(b.linear(x, "fc2", 4));
}

ValueId conv_bn(Builder& b, ValueId x, const std::string& name, Index channels,
                Builder::Window window) {
  return b.batch_norm(b.convolution(x, name, channels, window, Builder::Bias::without),
                      name + ".bn");
}

/// As resnet18, smaller: a stem with max-pool, a block on its identity, and one that projects it.
Graph residual(Mode mode) {
  Builder b({3, 9, 9}, mode);
  ValueId x = b.relu(conv_bn(b, b.images(), "stem", 8, {.size = 3, .padding = 1}));
  x = b.max_pool(x, {.size = 3, .stride = 2, .padding = 1});
  ValueId y = b.relu(conv_bn(b, x, "a1", 8, {.size = 3, .padding = 1}));
  x = b.relu(b.add(conv_bn(b, y, "a2", 8, {.size = 3, .padding = 1}), x));
  y = b.relu(conv_bn(b, x, "b1", 11, {.size = 3, .stride = 2, .padding = 1}));
  y = conv_bn(b, y, "b2", 11, {.size = 3, .padding = 1});
  x = b.relu(b.add(y, conv_bn(b, x, "b0", 11, {.size = 1, .stride = 2})));
  return b.finish(b.linear(b.global_average_pool(x), "fc", 4));
}

/// Maps as wide as cuDNN wants them that takes a batch norm's sums in a convolution.
Graph wide(Mode mode) {
  Builder b({3, 6, 6}, mode);
  ValueId x = b.relu(conv_bn(b, b.images(), "stem", 32, {.size = 3, .padding = 1}));
  ValueId y = b.relu(conv_bn(b, x, "a1", 32, {.size = 1}));
  y = b.relu(conv_bn(b, y, "a2", 32, {.size = 3, .stride = 2, .padding = 1}));
  y = conv_bn(b, y, "a3", 64, {.size = 1});
  x = b.relu(b.add(y, conv_bn(b, x, "a0", 64, {.size = 1, .stride = 2})));
  return b.finish(b.linear(b.global_average_pool(x), "fc", 4));
}

/// What is left where no pattern is wider than a node or two.
Graph odd(Mode mode) {
  Builder b({2, 6, 5}, mode);
  ValueId x = b.relu(b.convolution(b.images(), "conv1", 5, {.size = 3, .padding = 1}));
  ValueId y = b.convolution(x, "conv2", 5, {.size = 3, .padding = 1});
  x = b.relu(b.add(b.relu(x), y));
  x = b.add(b.batch_norm(x, "bn"), x);
  return b.finish(b.linear(b.max_pool(x, {.size = 2, .stride = 1}), "fc", 3));
}

}  // namespace

const std::map<std::string, Network>& small_networks() {
  static const std::map<std::string, Network> all{
      {"plain", plain}, {"residual", residual}, {"wide", wide}, {"odd", odd}};
  return all;
}

}  // namespace warpmark::nn
