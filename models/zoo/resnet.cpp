#include "models/zoo/zoo.h"

#include <array>

namespace warpmark::nn {
namespace {

ValueId conv_bn(Builder& b, ValueId x, const std::string& conv, const std::string& bn,
                Index channels, Builder::Window window) {
  x = b.convolution(x, conv, channels, window, Builder::Bias::without, Builder::Weights::he_normal);
  return b.batch_norm(x, bn);
}

/// The `i`th convolution of a block with its batch norm.
ValueId conv_bn(Builder& b, ValueId x, const std::string& block, int i, Index channels,
                Builder::Window window) {
  const std::string number = std::to_string(i);
  return conv_bn(b, x, block + ".conv" + number, block + ".bn" + number, channels, window);
}

/// y plus the block's input x, which is projected where the block changes its shape; ReLU.
ValueId residual(Builder& b, ValueId x, ValueId y, const std::string& block, Index stride) {
  if (b.shape(x) != b.shape(y)) {
    x = conv_bn(b, x, block + ".downsample.0", block + ".downsample.1", b.shape(y)[0],
                {.size = 1, .stride = stride});
  }
  return b.relu(b.add(y, x));
}

using Block = ValueId(Builder& b, ValueId x, const std::string& name, Index width, Index stride);

ValueId basic(Builder& b, ValueId x, const std::string& name, Index width, Index stride) {
  ValueId y = conv_bn(b, x, name, 1, width, {.size = 3, .stride = stride, .padding = 1});
  y = conv_bn(b, b.relu(y), name, 2, width, {.size = 3, .padding = 1});
  return residual(b, x, y, name, stride);
}

/// Version 1.5, as torchvision's: the 3×3 convolution has the stride, not the first 1×1.
ValueId bottleneck(Builder& b, ValueId x, const std::string& name, Index width, Index stride) {
  ValueId y = conv_bn(b, x, name, 1, width, {.size = 1});
  y = conv_bn(b, b.relu(y), name, 2, width, {.size = 3, .stride = stride, .padding = 1});
  y = conv_bn(b, b.relu(y), name, 3, 4 * width, {.size = 1});
  return residual(b, x, y, name, stride);
}

ValueId stem(Builder& b) {
  const ValueId x =
      conv_bn(b, b.images(), "conv1", "bn1", 64, {.size = 7, .stride = 2, .padding = 3});
  return b.max_pool(b.relu(x), {.size = 3, .stride = 2, .padding = 1});
}

ValueId small_stem(Builder& b) {
  return b.relu(conv_bn(b, b.images(), "conv1", "bn1", 64, {.size = 3, .padding = 1}));
}

Graph resnet(Builder b, ValueId stem(Builder&), Block block, std::array<int, 4> blocks,
             Index classes) {
  ValueId x = stem(b);
  for (int layer = 0; layer < 4; ++layer) {
    for (int i = 0; i < blocks[static_cast<std::size_t>(layer)]; ++i) {
      const std::string name = "layer" + std::to_string(layer + 1) + '.' + std::to_string(i);
      x = block(b, x, name, Index{64} << layer, layer > 0 && i == 0 ? 2 : 1);
    }
  }
  return b.finish(b.linear(b.global_average_pool(x), "fc", classes));
}

}  // namespace

Graph resnet18(Builder::Mode mode, Shape image, Index classes) {
  return resnet(Builder(std::move(image), mode), stem, basic, {2, 2, 2, 2}, classes);
}

Graph resnet50(Builder::Mode mode, Shape image, Index classes) {
  return resnet(Builder(std::move(image), mode), stem, bottleneck, {3, 4, 6, 3}, classes);
}

Graph resnet18_cifar(Builder::Mode mode, Shape image, Index classes) {
  return resnet(Builder(std::move(image), mode), small_stem, basic, {2, 2, 2, 2}, classes);
}

}  // namespace warpmark::nn
