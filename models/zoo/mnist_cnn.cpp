#include "models/zoo/zoo.h"

namespace warpmark::nn {

Graph mnist_cnn(Builder::Mode mode) {
  Builder b({1, 28, 28}, mode);
  ValueId x = b.convolution(b.images(), "conv1", 10, {.size = 5});
  x = b.max_pool(b.relu(x), {.size = 2, .stride = 2});
  x = b.convolution(x, "conv2", 20, {.size = 5});
  x = b.max_pool(b.relu(x), {.size = 2, .stride = 2});
  x = b.relu(b.linear(x, "fc1", 50));
  return b.finish(b.linear(x, "fc2", 10));
}

}  // namespace warpmark::nn
