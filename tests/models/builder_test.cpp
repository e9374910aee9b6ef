// Shapes that do not fit, and FLOPs by hand.

#include "models/gradient.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace warpmark::nn {
namespace {

Builder builder(Shape image = {2, 5, 5}) {
  return Builder(std::move(image), Builder::Mode::training);
}

TEST(Builder, NamesWhatDoesNotFit) {
  Builder b = builder();
  try {
    b.convolution(b.images(), "conv", 4, {.size = 6});
    FAIL() << "a window larger than the image fits";
  } catch (const std::invalid_argument& e) {
    EXPECT_THAT(e.what(), testing::HasSubstr("convolution"));
    EXPECT_THAT(e.what(), testing::HasSubstr("images (2, 5, 5)"));
    EXPECT_THAT(e.what(), testing::HasSubstr("conv.weight (4, 2, 6, 6)"));
  }
}

TEST(Builder, RefusesShapesThatDoNotFit) {
  Builder b = builder();
  const ValueId features = b.linear(b.images(), "fc", 3);
  EXPECT_THROW(b.add(b.images(), features), std::invalid_argument);
  EXPECT_THROW(b.max_pool(b.images(), {.size = 6}), std::invalid_argument);
  EXPECT_THROW(b.max_pool(b.images(), {.size = 2, .stride = 1, .padding = 2}),
               std::invalid_argument);
  EXPECT_THROW(b.max_pool(features, {.size = 1}), std::invalid_argument);
  EXPECT_THROW(b.convolution(features, "conv", 1, {.size = 1}), std::invalid_argument);
  EXPECT_THROW(b.global_average_pool(features), std::invalid_argument);
  EXPECT_THROW(b.finish(b.images()), std::invalid_argument);
}

TEST(Builder, ComputesShapes) {
  Builder b = builder({3, 7, 8});
  const ValueId y = b.convolution(b.images(), "conv", 4, {.size = 3, .stride = 2, .padding = 1});
  EXPECT_EQ(b.shape(y), (Shape{4, 4, 4}));
  EXPECT_EQ(b.shape(b.max_pool(y, {.size = 3, .stride = 2, .padding = 1})), (Shape{4, 2, 2}));
  EXPECT_EQ(b.shape(b.global_average_pool(y)), (Shape{4}));
}

/// Not even of a batch norm, nor of the optimiser.
TEST(Flops, AreThoseOfConvolutionsAndFullyConnectedLayersAlone) {
  Builder b = builder({3, 2, 2});
  const Graph graph = b.finish(b.linear(b.batch_norm(b.images(), "bn"), "fc", 5));
  EXPECT_EQ(flops(graph, 7), 7 * 2 * 12 * 5);
  // As many again for the gradient of the weights, and for that of what batch norm gives.
  EXPECT_EQ(flops(differentiate(graph, {0.5}), 7), 3 * 7 * 2 * 12 * 5);
}

}  // namespace
}  // namespace warpmark::nn
