#include "tests/golden/golden.h"

#include "models/zoo/zoo.h"

#include <gtest/gtest.h>

namespace warpmark::nn {
namespace {

void expect_digest(const std::string& name, const Tensor& tensor, const nlohmann::json& expected) {
  const auto [norm, projection] = golden::digest(name, tensor);
  const auto [expected_norm, expected_projection] = golden::digest(expected);
  EXPECT_NEAR(norm, expected_norm, 1e-12 * expected_norm) << name;
  EXPECT_NEAR(projection, expected_projection, 1e-12 * expected_norm) << name;
}

Graph network(const std::string& name, const Shape& image) {
  if (name == "resnet18") return resnet18(Builder::Mode::training, image, 10);
  if (name == "resnet18_cifar") return resnet18_cifar(Builder::Mode::training, image, 10);
  return resnet50(Builder::Mode::training, image, 10);
}

class GoldenOf : public testing::TestWithParam<const char*> {};

// Names and shapes are PyTorch's, one to one, and both sides begin with the same numbers.
TEST_P(GoldenOf, StartIsPyTorchs) {
  const auto golden = golden::values(GetParam());
  const State start = golden::start(network(GetParam(), golden.at("image")));
  ASSERT_EQ(start.size(), golden.at("start").size());
  for (const auto& [name, expected] : golden.at("start").items()) {
    ASSERT_TRUE(start.contains(name)) << name;
    expect_digest(name, start.at(name), expected);
  }
}

INSTANTIATE_TEST_SUITE_P(Networks, GoldenOf,
                         testing::Values("resnet18", "resnet18_cifar", "resnet50"),
                         [](const auto& info) { return std::string(info.param); });

TEST(Golden, StoredTensorsAreThoseOfTheDigests) {
  const auto golden = golden::values("mnist_cnn");
  const Graph graph = mnist_cnn(Builder::Mode::training);
  const State start = golden::tensors("mnist_cnn_start");
  const State gradients = golden::tensors("mnist_cnn_gradients");
  ASSERT_EQ(start.size(), graph.parameters.size());
  for (const Persistent& parameter : graph.parameters) {
    const auto& [name, shape, batched] = graph.value(parameter.value);
    ASSERT_TRUE(start.contains(name)) << name;
    EXPECT_EQ(start.at(name).shape, shape) << name;
    expect_digest(name, start.at(name), golden.at("start").at(name));
    expect_digest(name, gradients.at(name), golden.at("gradients").at(name));
  }
}

TEST(Golden, ImagesArePyTorchs) {
  const auto golden = golden::values("images");
  const ImageSet set = golden::images(golden.at("count"), golden.at("image"));
  EXPECT_EQ(set.labels, golden.at("labels").get<std::vector<std::uint16_t>>());
  const Tensor bytes{{set.count, set.channels, set.height, set.width},
                     {set.images.begin(), set.images.end()}};
  expect_digest("images", bytes, golden.at("digest"));
}

TEST(Golden, BandHoldsTwentyLosses) {
  const golden::Band band = golden::fp32_losses();
  ASSERT_EQ(band.low.size(), 20u);
  for (std::size_t i = 0; i < band.low.size(); ++i) EXPECT_LE(band.low[i], band.high[i]);
}

}  // namespace
}  // namespace warpmark::nn
