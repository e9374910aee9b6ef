// Shapes that do not fit, and bytes by hand.

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

/// Every operand once: images, weight, bias, logits; logits, labels, loss, count.
TEST(Cost, CountsBytes) {
  Builder b = builder({1, 2, 3});
  const Graph graph = b.finish(b.linear(b.images(), "fc", 5));
  const Index n = 7;
  const double linear = 2 * (n * 6 + 30 + 5 + n * 5), loss = 2 * (n * 5 + 1) + 4 * (n + 1);
  EXPECT_EQ(cost(graph, n, 2).bytes, linear + loss);

  // Backward: logits, labels, their gradient; x, dy, dweight, dbias. The optimiser: gradients, and
  // parameters (and velocities) twice.
  const double backward = 2 * (2 * n * 5) + 4 * n + 2 * (n * 6 + n * 5 + 35);
  EXPECT_EQ(cost(differentiate(graph, {}), n, 2).bytes, linear + loss + backward + 2 * 3 * 35);
  EXPECT_EQ(cost(differentiate(graph, {0.5}), n, 2).bytes, linear + loss + backward + 2 * 5 * 35);
}

/// Running statistics are read and written.
TEST(Cost, CountsWhatIsUpdatedInPlaceTwice) {
  Builder b = builder({3, 2, 2});
  b.batch_norm(b.images(), "bn");
  const Graph graph = b.finish(b.linear(b.images(), "fc", 2));
  EXPECT_EQ(cost(graph, graph.nodes[0], 1, 4).bytes, 4 * (12 + 4 * 3 + 12 + 2 * 3 + 2 * 3));
  EXPECT_EQ(cost(graph, graph.nodes[0], 1, 4).flops, 0);
}

}  // namespace
}  // namespace warpmark::nn
