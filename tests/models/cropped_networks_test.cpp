// Networks with cropped filters against the same with whole ones.

#include "models/gradient.h"
#include "models/zoo/zoo.h"
#include "tests/models/cropped.h"
#include "tests/models/norms.h"
#include "tests/models/problem.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace warpmark::nn {
namespace {

constexpr auto kTraining = Builder::Mode::training;
constexpr auto kInference = Builder::Mode::inference;

/// As the last layers of ResNet-18 on 32×32, smaller: from 4×4 to 2×2 to 1×1.
Graph shrinking(Builder::Mode mode) {
  Builder b({3, 4, 4}, mode);
  const auto layer = [&](ValueId x, const std::string& name, Index channels, Index stride) {
    x = b.convolution(x, name, channels, {3, stride, 1}, Builder::Bias::without,
                      Builder::Weights::he_normal);
    return b.relu(b.batch_norm(x, name + ".bn"));
  };
  ValueId x = layer(layer(b.images(), "a", 4, 2), "b", 5, 2);
  x = b.relu(b.add(layer(x, "c", 5, 1), x));
  return b.finish(b.linear(b.global_average_pool(x), "fc", 3));
}

/// Uniform weights, of which 5×5 taps of 7×7 are left.
Graph with_bias() {
  Builder b({2, 3, 3}, kTraining);
  ValueId x = b.convolution(b.images(), "conv", 4, {.size = 7, .padding = 3});
  return b.finish(b.linear(b.relu(x), "fc", 3));
}

TEST(CroppedNetwork, TrainsAsTheWholeNetwork) {
  expect_trains_as_the_whole(shrinking(kTraining), 4, 0.1F);
  expect_trains_as_the_whole(with_bias(), 4, 0.1F);
}

TEST(CroppedNetwork, PredictsAsTheWholeNetworkWithFoldedBatchNorm) {
  const Graph whole = shrinking(kInference), cropped = crop_filters(whole);
  const Graph folded = fold_batch_norm(cropped);
  EXPECT_EQ(folded, crop_filters(fold_batch_norm(whole)));
  const State state = random_state(whole);
  const ImageSet images = random_images(3, {3, 4, 4}, 3);
  OneBatch before(whole, images, state);
  OneBatch after(folded, images, fold_batch_norm(cropped, cropped_state(cropped, state)));
  const Tensor logits = before.fetch(whole.logits);
  EXPECT_LE(distance(after.fetch(folded.logits), logits), 1e-12 * norm(logits.values));
}

TEST(CroppedNetwork, BeginsWithTheNumbersOfTheTapsThatAreLeft) {
  for (const Graph& whole : {with_bias(), shrinking(kTraining)}) {
    const Graph cropped = crop_filters(whole);
    ASSERT_NE(cropped, whole);
    const State state = cropped_state(cropped, initial_state(differentiate(whole, {}), 7));
    const State begins = initial_state(differentiate(cropped, {}), 7);
    ASSERT_EQ(begins.size(), state.size());
    for (const auto& [name, tensor] : state) {
      EXPECT_EQ(begins.at(name).shape, tensor.shape) << name;
      EXPECT_EQ(begins.at(name).values, tensor.values) << name;
    }
  }
}

TEST(CroppedNetwork, CropsTheLastLayersOfResNet18OnSmallImages) {
  const Graph cropped = crop_filters(resnet18(kTraining, {3, 32, 32}, 10));
  std::map<std::string, Shape> shapes;
  for (const Persistent& p : cropped.parameters) {
    const Value& value = cropped.value(p.value);
    if (!p.initial.whole.empty()) shapes[value.name] = value.shape;
  }
  const std::map<std::string, Shape> expected{{"layer4.0.conv1.weight", {512, 256, 2, 2}},
                                              {"layer4.0.conv2.weight", {512, 512, 1, 1}},
                                              {"layer4.1.conv1.weight", {512, 512, 1, 1}},
                                              {"layer4.1.conv2.weight", {512, 512, 1, 1}}};
  EXPECT_EQ(shapes, expected);
}

TEST(CroppedNetwork, LeavesNetworksWhoseMapsAreLargeEnough) {
  for (const Graph& graph :
       {mnist_cnn(kTraining), resnet18_cifar(kTraining, {3, 32, 32}, 10),
        resnet18(kTraining, {3, 224, 224}, 1000), resnet50(kInference, {3, 224, 224}, 1000)}) {
    EXPECT_EQ(crop_filters(graph), graph);
  }
}

}  // namespace
}  // namespace warpmark::nn
