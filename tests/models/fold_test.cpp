// A network with its batch norm in the convolutions predicts what it predicted before.

#include "models/gradient.h"
#include "models/zoo/zoo.h"
#include "tests/models/problem.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace warpmark::nn {
namespace {

constexpr auto kInference = Builder::Mode::inference;

std::ptrdiff_t norms(const Graph& graph) {
  return std::count_if(graph.nodes.begin(), graph.nodes.end(), [](const Node& node) {
    return std::holds_alternative<BatchNormInference>(node.op);
  });
}

/// Checks that folding leaves `left` batch norms, and the predictions as they are.
void check(const Graph& graph, std::ptrdiff_t left) {
  const Graph folded = fold_batch_norm(graph);
  EXPECT_EQ(norms(folded), left);
  const Shape& image = graph.value(graph.images).shape;
  const ImageSet images = random_images(3, image, 4);
  const State state = random_state(graph);
  OneBatch before(graph, images, state), after(folded, images, fold_batch_norm(graph, state));
  const Tensor expected = before.fetch(graph.logits), logits = after.fetch(folded.logits);
  ASSERT_EQ(logits.shape, expected.shape);
  double largest = 0;
  for (double x : expected.values) largest = std::max(largest, std::abs(x));
  for (std::size_t i = 0; i < logits.values.size(); ++i) {
    EXPECT_NEAR(logits.values[i], expected.values[i], 1e-12 * largest);
  }
}

TEST(FoldBatchNorm, LeavesPredictions) {
  check(resnet18(kInference, {3, 32, 32}, 4), 0);
  Builder b({2, 5, 5}, kInference);
  ValueId x = b.batch_norm(b.convolution(b.images(), "conv", 3, {.size = 3}), "bn");  // has a bias
  check(b.finish(b.linear(x, "fc", 4)), 0);
}

TEST(FoldBatchNorm, LeavesWhatNoConvolutionPrecedes) {
  Builder b({2, 5, 5}, kInference);
  ValueId x = b.batch_norm(b.images(), "bn0");
  x = b.convolution(x, "conv", 3, {.size = 3});
  x = b.add(b.batch_norm(x, "bn1"), x);  // the convolution has another reader
  x = b.batch_norm(b.relu(x), "bn2");
  check(b.finish(b.linear(x, "fc", 4)), 3);
}

TEST(FoldBatchNorm, GivesEachConvolutionABias) {
  const Graph graph = resnet50(kInference, {3, 64, 64}, 10), folded = fold_batch_norm(graph);
  EXPECT_EQ(folded.statistics.size(), 0u);
  EXPECT_EQ(folded.parameters.size(), 2u * 53 + 2);
  EXPECT_EQ(folded.value(folded.parameters[0].value).name, "conv1.weight");
  EXPECT_EQ(folded.value(folded.parameters[1].value).name, "conv1.bias");
  EXPECT_EQ(folded.value(folded.parameters[1].value).shape, (Shape{64}));
  const State state = fold_batch_norm(graph, initial_state(graph, 1));
  EXPECT_EQ(state.size(), folded.parameters.size());
  EXPECT_NO_THROW(check_state(folded, state));
}

TEST(FoldBatchNorm, NamesWhatAStateLacks) {
  const Graph graph = resnet18(kInference, {3, 32, 32}, 10);
  State state = initial_state(graph, 1);
  state.erase("bn1.running_var");
  EXPECT_THROW(fold_batch_norm(graph, state), std::invalid_argument);
}

}  // namespace
}  // namespace warpmark::nn
