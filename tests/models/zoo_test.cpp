// The networks' names, shapes and figures.

#include "models/zoo/zoo.h"

#include "models/gradient.h"
#include "models/state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace warpmark::nn {
namespace {

constexpr auto kTraining = Builder::Mode::training;

Index parameters(const Graph& graph) {
  Index sum = 0;
  for (const Persistent& p : graph.parameters) sum += count(graph.value(p.value).shape);
  return sum;
}

struct Figures {
  const char* name;
  Graph graph;
  Index parameters;
  double forward, step;  // multiply-adds an image
};

/// Counted by hand: each layer's weights times the positions of its output; a step is three times
/// the forward pass less the gradient of the images.
std::vector<Figures> figures() {
  return {
      {"mnist_cnn", mnist_cnn(kTraining), 21840, 480500, 1297500},
      {"resnet18", resnet18(kTraining, {3, 32, 32}, 10), 11181642, 37016576, 108641280},
      // Without 8 of 9 taps of three filters of 512·512 and 5 of 9 of one of 512·256, each of which
      // has one position.
      {"resnet18, filters cropped", crop_filters(resnet18(kTraining, {3, 32, 32}, 10)), 4234826,
       30069760, 87800832},
      {"resnet18_cifar", resnet18_cifar(kTraining, {3, 32, 32}, 10), 11173962, 555422720,
       1664498688},
      {"resnet18 at 224", resnet18(kTraining, {3, 224, 224}, 1000), 11689512, 1814073344,
       5324206080},
      {"resnet50", resnet50(kTraining, {3, 224, 224}, 1000), 25557032, 4089184256, 12149538816},
  };
}

TEST(Zoo, HasTheParametersOfTorchvision) {
  for (const Figures& f : figures()) EXPECT_EQ(parameters(f.graph), f.parameters) << f.name;
}

TEST(Zoo, CountsMultiplyAdds) {
  for (const Figures& f : figures()) {
    EXPECT_EQ(flops(f.graph, 1) / 2, f.forward) << f.name;
    EXPECT_EQ(flops(differentiate(f.graph, {}), 1) / 2, f.step) << f.name;
    EXPECT_EQ(flops(f.graph, 64), 128 * f.forward) << f.name;
  }
}

std::vector<std::string> names(const Graph& graph, const std::vector<Persistent>& values) {
  std::vector<std::string> names;
  for (const Persistent& p : values) names.push_back(graph.value(p.value).name);
  return names;
}

TEST(Zoo, NamesTheMnistCnnsLayers) {
  const Graph graph = mnist_cnn(kTraining);
  EXPECT_THAT(names(graph, graph.parameters),
              testing::ElementsAre("conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias",
                                   "fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"));
  EXPECT_EQ(graph.value(graph.logits).shape, (Shape{10}));
  EXPECT_TRUE(graph.statistics.empty());
}

TEST(Zoo, NamesLayersAsTorchvision) {
  const Graph graph = resnet50(kTraining, {3, 64, 64}, 10);
  EXPECT_THAT(
      names(graph, graph.parameters),
      testing::IsSupersetOf({"conv1.weight", "bn1.weight", "bn1.bias", "layer1.0.conv3.weight",
                             "layer1.0.downsample.0.weight", "layer1.0.downsample.1.bias",
                             "layer4.2.bn3.weight", "fc.weight", "fc.bias"}));
  EXPECT_THAT(names(graph, graph.statistics),
              testing::IsSupersetOf({"bn1.running_mean", "layer2.0.downsample.1.running_var"}));
  EXPECT_EQ(graph.parameters.size(), 161u);
  EXPECT_EQ(graph.statistics.size(), 106u);
}

/// Version 1.5: a downsampling block keeps the size until its 3×3 convolution.
TEST(Zoo, StridesInTheThreeByThreeConvolution) {
  const Graph graph = resnet50(kTraining, {3, 224, 224}, 10);
  for (const Value& value : graph.values) {
    if (value.name == "layer2.0.conv1") {
      EXPECT_EQ(value.shape, (Shape{128, 56, 56}));
    } else if (value.name == "layer2.0.conv2") {
      EXPECT_EQ(value.shape, (Shape{128, 28, 28}));
    }
  }
}

TEST(Zoo, PredictsWithTheSameParametersAndStatistics) {
  const Graph training = resnet18(kTraining, {3, 32, 32}, 10);
  const Graph inference = resnet18(Builder::Mode::inference, {3, 32, 32}, 10);
  EXPECT_EQ(names(training, training.parameters), names(inference, inference.parameters));
  EXPECT_EQ(names(training, training.statistics), names(inference, inference.statistics));
}

double deviation(const Tensor& tensor) {
  double sum = 0;
  for (double v : tensor.values) sum += v * v;
  return std::sqrt(sum / static_cast<double>(tensor.values.size()));
}

TEST(Zoo, BeginsAsPyTorchDoes) {
  const Graph graph = differentiate(resnet18(kTraining, {3, 32, 32}, 10), {0.9});
  const State state = initial_state(graph, 7);
  // 512 · 512 · 9 numbers: the deviation's own error is 1/√(2n) = 0.05 %.
  EXPECT_NEAR(deviation(state.at("layer4.1.conv2.weight")), std::sqrt(2.0 / (512 * 9)), 5e-5);
  const Tensor& weight = state.at("fc.weight");  // uniform on ±1/√512
  EXPECT_THAT(weight.values, testing::Each(testing::AllOf(testing::Ge(-1 / std::sqrt(512.0)),
                                                          testing::Lt(1 / std::sqrt(512.0)))));
  EXPECT_NEAR(deviation(weight), 1 / std::sqrt(3 * 512.0), 5e-4);
  EXPECT_THAT(state.at("bn1.weight").values, testing::Each(1));
  EXPECT_THAT(state.at("bn1.bias").values, testing::Each(0));
  EXPECT_THAT(state.at("bn1.running_mean").values, testing::Each(0));
  EXPECT_THAT(state.at("bn1.running_var").values, testing::Each(1));
  EXPECT_THAT(state.at("velocity.fc.weight").values, testing::Each(0));
  EXPECT_EQ(state.size(), 62u + 40u + 62u);
  EXPECT_NO_THROW(check_state(graph, state));
}

TEST(Zoo, BeginsOtherwiseWithAnotherSeed) {
  const Graph graph = mnist_cnn(kTraining);
  const Tensor one = initial_state(graph, 1).at("fc1.weight");
  EXPECT_EQ(one.values, initial_state(graph, 1).at("fc1.weight").values);
  EXPECT_NE(one.values, initial_state(graph, 2).at("fc1.weight").values);
}

}  // namespace
}  // namespace warpmark::nn
